/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control_pairs.c: the pairs that the control thread knows: asks each port for its next action, has the pair
 * do it, tells what came of it. Neighbours: port.h decides, pair.h does, control_host.c and api.c hear of it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "control_private.h"
#include "log.h"

#define ACTIONS_MAX 32 /* of one pair before the next has its turn */

int
pairs_add(struct control *control, struct pair *pair, struct err *err)
{
	struct seat *seat = NULL;

	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++) {
		struct seat *s = &control->seats[i];

		if (!s->pair)
			seat = seat ? seat : s;
		else if (strcmp(pair_mac(s->pair), pair_mac(pair)) == 0)
			return err_set(err, -EEXIST, "a pair with the MAC %s is there already",
			               pair_mac(pair));
	}
	if (!seat)
		return err_set(err, -ENOSPC, "a process has at most %d pairs", WIRE_PAIRS_MAX);
	*seat = (struct seat){.pair = pair};
	return 0;
}

bool
pairs_empty(const struct control *control)
{
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (control->seats[i].pair)
			return false;
	return true;
}

static void
answer(struct control *control, const struct seat *seat, const struct asker *asker, int code,
       const char *reason)
{
	if (asker->errand)
		host_answer(control, asker->errand, seat, reason);
	else if (asker->done)
		asker->done(asker->arg, code);
}

void
pairs_remove(struct control *control, struct pair *pair)
{
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++) {
		struct seat *seat = &control->seats[i];

		if (seat->pair != pair)
			continue;
		for (unsigned int a = 0; a < seat->nasking; a++)
			answer(control, seat, &seat->askers[a], -ENODEV, "the application removed the port");
		*seat = (struct seat){0};
	}
}

/* The port's request, or its own wish, has its answer. */
static void
settle(struct control *control, struct seat *seat)
{
	struct port *port = pair_port(seat->pair);
	bool own = port->request.name == WIRE_STATUS, overtaken = port->overtaker.open;
	const char *reason;
	bool done = port_answer(port, &reason);

	if (own) {
		LOG(WARNING, "pair %s: %s", pair_mac(seat->pair), reason);
		host_tell_refused(control, seat, reason);
	} else {
		struct asker asker = seat->askers[0];

		seat->askers[0] = seat->askers[1];
		seat->nasking--;
		answer(control, seat, &asker, done ? 0 : overtaken ? -EBUSY : -ETIMEDOUT, reason);
	}
	if (!done)
		api_tell(seat->pair, VFERRY_EVENT_REFUSED, reason);
}

void
pairs_ask(struct control *control, struct seat *seat, const struct asker *asker, enum wire_name name,
          enum wire_path path, uint32_t deadline_ms)
{
	struct port *port = pair_port(seat->pair);

	if (port_request(port, name, path, deadline_ms, control_now()) < 0) {
		answer(control, seat, asker, -EBUSY, "the VF is being released: ask again when it is");
		return;
	}
	seat->askers[seat->nasking++] = *asker;
	if (port->overtaker.open)
		settle(control, seat);
}

int
pairs_switch(struct control *control, struct pair *pair, enum wire_path path, uint32_t timeout_ms,
             control_done_fn *done, void *arg)
{
	struct asker asker = {.done = done, .arg = arg};
	struct seat *seat = control->seats;
	struct port *port = pair_port(pair);

	if (path != WIRE_PATH_VF && path != WIRE_PATH_BACKUP)
		return -EINVAL;
	if (!port->facts.started)
		return -ENETDOWN;
	if (path == WIRE_PATH_VF ? !port->facts.has_vf : !port->facts.has_backup)
		return -ENOENT;
	while (seat->pair != pair)
		seat++;
	if (seat->nasking > 0 && seat->askers[0].errand)
		return -EBUSY;
	pairs_ask(control, seat, &asker, WIRE_PATH, path, timeout_ms);
	return 0;
}

/* Why a move was made that has just been finished. */
static const char *
why_moved(const struct port *port)
{
	if (port->request.open && port->request.name == WIRE_PATH)
		return "manual";
	if (port_new(port) == WIRE_PATH_VF)
		return "failback";
	return port->request.open && port->request.name == WIRE_PREPARE ? "planned" : "surprise";
}

/* Tells the port what an action has come to, and everybody else when it is done. */
static void
conclude(struct control *control, struct seat *seat, enum port_action action, enum port_result result,
         const struct err *err)
{
	struct port *port = pair_port(seat->pair);
	enum wire_path to = port_new(port);
	const char *why = why_moved(port);

	port_result(port, action, result, result == PORT_FAILED ? err->text : NULL, control_now());
	if (result != PORT_DONE)
		return;
	if (action == PORT_FINISH) {
		host_tell_path(control, seat, to, why);
		api_tell(seat->pair, VFERRY_EVENT_PATH, "");
	} else if (action == PORT_RELEASE) {
		api_tell(seat->pair, VFERRY_EVENT_RELEASED, "");
	} else if (action == PORT_FIND) {
		api_tell(seat->pair, VFERRY_EVENT_ADOPTED, "");
	}
}

static enum port_result
carry_out(struct control *control, struct seat *seat, enum port_action action)
{
	struct err err = {.text = ""};
	enum port_result result = pair_do(seat->pair, action, &err);

	conclude(control, seat, action, result, &err);
	return result;
}

/* What a FIND that took its time has come to. A failure in the middle of something else is found again. */
static void
hear_of_find(struct control *control, struct seat *seat)
{
	struct port *port = pair_port(seat->pair);
	struct err err = {.text = ""};
	enum port_result result;

	if (!pair_found(seat->pair, &result, &err))
		return;
	if (result != PORT_FAILED || !port->step)
		conclude(control, seat, PORT_FIND, result, &err);
	if (pair_looks_again(seat->pair))
		port_look(port);
}

/* A sign of the VF's device, or a worse one than before. */
static void
hear(struct control *control, struct seat *seat, enum bus_sign sign)
{
	if (sign > seat->sign) {
		host_tell_surprise(control, seat, bus_sign_name(sign));
		api_tell(seat->pair, VFERRY_EVENT_SURPRISE, bus_sign_name(sign));
	}
	seat->sign = sign;
}

bool
pairs_seek(const struct control *control, const char *mac)
{
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++) {
		struct pair *pair = control->seats[i].pair;

		if (pair && strcasecmp(pair_mac(pair), mac) == 0) {
			const struct port *port = pair_port(pair);

			return port->want == WIRE_PATH_VF && !port->let_go && !port->facts.has_vf;
		}
	}
	return false;
}

void
pairs_look(struct control *control)
{
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (control->seats[i].pair)
			pair_look(control->seats[i].pair);
}

void
pairs_read_links(struct control *control)
{
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (control->seats[i].pair)
			pair_read_links(control->seats[i].pair);
}

/* True when the pair wants to be asked again in a millisecond. */
static bool
work(struct control *control, struct seat *seat)
{
	struct port *port = pair_port(seat->pair);

	for (unsigned int i = 0; i < ACTIONS_MAX; i++) {
		enum port_action action;

		hear_of_find(control, seat);
		hear(control, seat, pair_facts(seat->pair, &port->facts));
		action = port_next(port, control_now());
		if (action == PORT_NOTHING)
			return false;
		if (action == PORT_REPLY)
			settle(control, seat);
		else if (carry_out(control, seat, action) == PORT_AGAIN && action != PORT_FIND)
			return true;
	}
	return true;
}

bool
pairs_work(struct control *control)
{
	bool again = false;

	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (control->seats[i].pair && work(control, &control->seats[i]))
			again = true;
	return again;
}
