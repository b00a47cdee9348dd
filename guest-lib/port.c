/* SPDX-License-Identifier: BSD-3-Clause */
/* port.c: sequences of a pair, begun, walked and undone; see port.h. Neighbour: port_wish.c has the requests.
 */
#include <stddef.h>

#include "port_private.h"

enum {
	FIND_ASKED_MS = 250, /* between two looks for a VF that a request waits for */
	FIND_IDLE_MS = 1000,
	RELEASE_AGAIN_MS = 1000, /* before a VF that leaves by itself is released again after that failed */
};

static const struct port_step move[] = {
        {PORT_OVERLAP, 1000, false, "polling both members"},
        {PORT_ANNOUNCE, 1000, false, "announcing the addresses on the new member"},
        {PORT_MOVE_TX, 1000, false, "moving transmission to the new member"},
        {PORT_DRAIN_TX, 2000, true, "emptying the old member's transmit rings"},
        {PORT_ANNOUNCE, 1000, false, "announcing the addresses again"},
        {PORT_WAIT_QUIET, 3000, true, "waiting for the old member's stream to end"},
        {PORT_FINISH, 1000, false, "letting the old member go"},
        {PORT_NOTHING, 0, false, NULL},
};

static const struct port_step rollback[] = {
        {PORT_ROLLBACK, 1000, false, "going back to the old member"},
        {PORT_NOTHING, 0, false, NULL},
};

static const struct port_step release[] = {
        {PORT_RELEASE, 10000, false, "stopping and closing the VF"},
        {PORT_NOTHING, 0, false, NULL},
};

bool
port_there(const struct port *port, enum wire_path path)
{
	return path == WIRE_PATH_VF       ? port->facts.has_vf
	       : path == WIRE_PATH_BACKUP ? port->facts.has_backup
	                                  : false;
}

bool
port_usable(const struct port *port, enum wire_path path)
{
	return port_there(port, path) &&
	       (path == WIRE_PATH_VF ? port->facts.vf_link : port->facts.backup_link);
}

static enum wire_path
other(enum wire_path path)
{
	return path == WIRE_PATH_VF ? WIRE_PATH_BACKUP : WIRE_PATH_VF;
}

bool
port_moving(const struct port *port)
{
	return port->step && port->step != rollback && port->step != release;
}

bool
port_releasing(const struct port *port)
{
	return port->step == release;
}

/* Whether the sequence's old member still has a stream to look after. */
static bool
old_lives(const struct port *port)
{
	return port_usable(port, port->from);
}

static void
enter(struct port *port, const struct port_step *step)
{
	while (step->of_old && !old_lives(port))
		step++;
	port->step = step->action == PORT_NOTHING ? NULL : step;
	port->step_end_ms = 0;
	port->stuck = false;
}

void
port_undo(struct port *port)
{
	if (port_there(port, port->from))
		enter(port, rollback);
	else
		port->step = NULL;
}

/* The sequence's row, or what its new member should be, failed. */
static void
fail(struct port *port, uint64_t now_ms, const char *what)
{
	port_give_up(port, now_ms, port->step->doing, what);
	if (port_moving(port)) {
		port_undo(port);
	} else if (port->step == rollback) {
		port->stuck = true;
		port->step_end_ms = 0;
	} else {
		port->release_at_ms = now_ms + RELEASE_AGAIN_MS;
		port->step = NULL;
	}
}

static bool
wants_find(const struct port *port)
{
	return port->want == WIRE_PATH_VF && !port->facts.has_vf && !port->facts.vf_gone &&
	       !port->facts.vf_asked && (port->facts.started || port->request.open);
}

/* Where the traffic of a started port belongs. */
static enum wire_path
target(const struct port *port)
{
	if (port->facts.vf_asked && port_usable(port, WIRE_PATH_BACKUP))
		return WIRE_PATH_BACKUP;
	if (port_usable(port, port->want))
		return port->want;
	return port_usable(port, other(port->want)) ? other(port->want) : port->facts.path;
}

static bool
wants_move(const struct port *port)
{
	return port->facts.started && target(port) != port->facts.path;
}

/* Whether the VF, off which the traffic is, goes: as wished, or by itself; that one is tried again now and
 * then. */
static bool
wants_release(const struct port *port, uint64_t now_ms)
{
	const struct port_facts *facts = &port->facts;
	bool by_itself = (facts->vf_gone || facts->vf_asked) && now_ms >= port->release_at_ms;

	return facts->vf_held && facts->path != WIRE_PATH_VF && (port->let_go || by_itself);
}

/* The row under way, asked for at now_ms. */
static enum port_action
ask(struct port *port, uint64_t now_ms)
{
	if (port->step_end_ms == 0)
		port->step_end_ms = now_ms + port->step->patience_ms;
	return port->step->action;
}

/* At rest, with no answer due: draws the pair towards its wish. */
static enum port_action
draw(struct port *port, uint64_t now_ms)
{
	const struct port_facts *facts = &port->facts;

	if (wants_move(port)) {
		if (now_ms < port->move_at_ms)
			return PORT_NOTHING;
		port->from = facts->path;
		port->to = target(port);
		enter(port, move);
		return ask(port, now_ms);
	}
	if (wants_release(port, now_ms)) {
		enter(port, release);
		return ask(port, now_ms);
	}
	return wants_find(port) && now_ms >= port->find_at_ms ? PORT_FIND : PORT_NOTHING;
}

/* A move of a port that was stopped, or whose traffic was taken off a dead member meanwhile; a way back to a
 * member that is gone. */
static bool
pointless(const struct port *port)
{
	return (port->step != release && !port->facts.started) ||
	       (port_moving(port) && port->facts.path != port->from) ||
	       (port->step == rollback && !port_there(port, port->from));
}

/* What the facts make of the sequence that is under way. */
static void
review(struct port *port, uint64_t now_ms)
{
	if (port->step == release && port->facts.path == WIRE_PATH_VF)
		fail(port, now_ms, "the application started the port on it");
	else if (pointless(port))
		port->step = NULL;
	else if (port_moving(port) && !port_usable(port, port->to))
		fail(port, now_ms, "the new member went away or lost its link");
	else if (port_moving(port) && port->step->of_old && !old_lives(port))
		enter(port, port->step);
}

/* Nothing is begun before a rollback that failed was made good, but answers do not wait for it. */
static bool
stuck_answer(struct port *port, uint64_t now_ms)
{
	if (!port->stuck || !port->request.open)
		return false;
	if (!port->request.failed && now_ms >= port->request.end_ms)
		port_give_up(port, now_ms, port->step->doing, "not done within the request's time");
	return port->request.failed;
}

void
port_look(struct port *port)
{
	port->find_at_ms = 0;
}

enum port_action
port_next(struct port *port, uint64_t now_ms)
{
	if (port->step)
		review(port, now_ms);
	if (port->overtaker.open || (port->step && stuck_answer(port, now_ms)))
		return PORT_REPLY;
	if (port->step)
		return port->stuck && now_ms < port->move_at_ms ? PORT_NOTHING : ask(port, now_ms);
	return port_judge(port, now_ms) ? PORT_REPLY : draw(port, now_ms);
}

static void
found(struct port *port, enum port_result result, const char *reason, uint64_t now_ms)
{
	port->find_at_ms = now_ms + (port->request.open ? FIND_ASKED_MS : FIND_IDLE_MS);
	if (result == PORT_FAILED)
		port_give_up(port, now_ms, "taking the VF", reason ? reason : "failed");
}

static void
done(struct port *port, uint64_t now_ms)
{
	if (port->step->action == PORT_FINISH) {
		port->moves++;
		port->complained = false;
	}
	/* What the kernel is still taking away is not looked for at once. */
	if (port->step->action == PORT_RELEASE && !port->request.open)
		port->find_at_ms = now_ms + FIND_IDLE_MS;
	enter(port, port->step + 1);
}

void
port_result(struct port *port, enum port_action action, enum port_result result, const char *reason,
            uint64_t now_ms)
{
	const struct port_request *request = &port->request;

	if (action == PORT_FIND)
		found(port, result, reason, now_ms);
	if (!port->step || port->step->action != action)
		return;
	if (result == PORT_FAILED)
		fail(port, now_ms, reason ? reason : "failed");
	else if (result == PORT_DONE)
		done(port, now_ms);
	else if (now_ms >= port->step_end_ms)
		fail(port, now_ms, "not done within its time");
	else if (port->step != rollback && request->open && !request->failed && now_ms >= request->end_ms)
		fail(port, now_ms, "not done within the request's time");
}

uint64_t
port_deadline(const struct port *port, uint64_t now_ms)
{
	uint64_t end = UINT64_MAX;

	if (port->overtaker.open || (port->request.open && port->request.failed) ||
	    (port->step && !port->stuck))
		return now_ms;
	if (port->request.open)
		end = port->request.end_ms;
	if ((port->stuck || wants_move(port)) && port->move_at_ms < end)
		end = port->move_at_ms;
	if (wants_release(port, UINT64_MAX) && port->release_at_ms < end)
		end = port->release_at_ms;
	if (!port->stuck && wants_find(port) && port->find_at_ms < end)
		end = port->find_at_ms;
	return end > now_ms ? end : now_ms;
}

enum wire_path
port_old(const struct port *port)
{
	return port_moving(port) || port->step == rollback ? port->from : port->facts.path;
}

enum wire_path
port_new(const struct port *port)
{
	return port_moving(port) || port->step == rollback ? port->to : port->facts.path;
}
