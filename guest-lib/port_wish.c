/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * port_wish.c: requests of a pair: taken up, overtaken, judged, given up, answered; see port.h. Neighbour:
 * port.c carries them out. Reasons are read by users: what was tried, what came back, what they can do.
 */
#include <errno.h>
#include <stdio.h>

#include "port_private.h"

void
port_init(struct port *port)
{
	*port = (struct port){.want = WIRE_PATH_VF};
}

void
port_give_up(struct port *port, uint64_t now_ms, const char *what, const char *why)
{
	struct port_request *request = &port->request;
	enum wire_path here = port_old(port);

	port->let_go = false;
	if (port->facts.vf_gone || port->facts.vf_asked)
		; /* It leaves by itself, and the wish is for the next one. */
	else if (here != WIRE_PATH_NONE)
		port->want = here;
	else if (port->facts.has_vf)
		port->want = WIRE_PATH_VF;
	port->move_at_ms = now_ms + PORT_MOVE_AGAIN_MS;
	if (!request->open) {
		if (port->complained)
			return;
		port->complained = true;
		*request = (struct port_request){.open = true, .name = WIRE_STATUS};
	} else if (request->failed) {
		return;
	}
	request->failed = true;
	snprintf(port->reason, sizeof(port->reason), "%s: %s", what, why);
}

static const char *
wish_name(enum wire_name name)
{
	return name == WIRE_PATH ? "switch" : wire_name(name);
}

/* The open request's wish becomes the pair's. A move away from what it wants is undone. */
static void
take_up(struct port *port)
{
	static const enum wire_path wants[WIRE_NAME_MAX_] = {
	        [WIRE_PREPARE] = WIRE_PATH_BACKUP,
	        [WIRE_ABANDON] = WIRE_PATH_VF,
	        [WIRE_ADOPT] = WIRE_PATH_VF,
	};
	const struct port_request *request = &port->request;

	port->want = request->name == WIRE_PATH ? request->path : wants[request->name];
	port->let_go = request->name == WIRE_PREPARE;
	port->find_at_ms = port->move_at_ms = 0;
	port->complained = false;
	if (port_moving(port) && port->to != port->want && port_usable(port, port->from))
		port_undo(port);
}

int
port_request(struct port *port, enum wire_name name, enum wire_path path, uint32_t deadline_ms,
             uint64_t now_ms)
{
	struct port_request request = {
	        .open = true, .name = name, .path = path, .end_ms = now_ms + deadline_ms};

	if (port->overtaker.open || (port_releasing(port) && name != WIRE_PREPARE))
		return -EBUSY;
	if (!port->request.open) {
		port->request = request;
		take_up(port);
		return 0;
	}
	port->overtaker = request;
	if (!port->request.failed) {
		port->request.failed = true;
		snprintf(port->reason, sizeof(port->reason), "overtaken by another request: %s",
		         wish_name(name));
	}
	return 0;
}

bool
port_answer(struct port *port, const char **reason)
{
	bool done = !port->request.failed;

	*reason = done ? NULL : port->reason;
	port->request.open = port->request.failed = false;
	if (port->overtaker.open) {
		port->request = port->overtaker;
		port->overtaker.open = false;
		take_up(port);
	}
	return done;
}

static bool
fulfilled(const struct port *port)
{
	const struct port_facts *facts = &port->facts;

	if (port->request.name == WIRE_PREPARE)
		return !facts->vf_held;
	if (port->request.name == WIRE_PATH)
		return facts->started && facts->path == port->want;
	return facts->started ? facts->path == WIRE_PATH_VF : facts->has_vf;
}

/* Why the open request cannot be had, however long one waits; or NULL. */
static const char *
hopeless(const struct port *port)
{
	const struct port_facts *facts = &port->facts;
	bool to_backup = port->want == WIRE_PATH_BACKUP;

	if (port->request.name == WIRE_PATH && !facts->started)
		return "the port is stopped: start it before its traffic is moved";
	if (to_backup && !facts->has_backup)
		return "the pair has no backup: give the guest a virtio interface with the same MAC";
	if (to_backup && facts->started && facts->path != WIRE_PATH_BACKUP && !facts->backup_link)
		return "the backup has no link: bring its interface on the host up";
	if (port->request.name == WIRE_PATH && !port_there(port, port->want))
		return "the pair has no VF: plug one in and have it adopted";
	return NULL;
}

/* What the open request still waits for when its time is up. */
static const char *
missing(const struct port *port)
{
	if (port->want == WIRE_PATH_VF && !port->facts.has_vf)
		return "no VF with the pair's MAC was found in time: check that one is plugged into the "
		       "guest";
	if (port->want == WIRE_PATH_VF && !port->facts.vf_link)
		return "the VF had no link in time: check its physical port";
	return "it was not done in time";
}

bool
port_judge(struct port *port, uint64_t now_ms)
{
	struct port_request *request = &port->request;
	const char *why;

	if (!request->open)
		return false;
	if (request->failed || fulfilled(port))
		return true;
	why = hopeless(port);
	if (!why && now_ms >= request->end_ms)
		why = missing(port);
	if (why)
		port_give_up(port, now_ms, wish_name(request->name), why);
	return why != NULL;
}
