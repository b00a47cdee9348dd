/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_port_explore.c: every state that the decider can get into, breadth first: all facts, requests, results
 * and passing time, over a model of the pair that knows which members are polled and which one transmits.
 * Shown in each state: no member is let go or released that carries traffic; traffic is never put on a member
 * that is not there; each request is answered once; and from each state, if nothing more happens, the port
 * comes to rest with no request open.
 */
#include "explore_state.h"
#include "tests/unit.h"

#define DEADLINE_MS 2000
static bool
there(const struct world *w, enum wire_path path)
{
	return path == WIRE_PATH_VF ? w->port.facts.has_vf
	                            : path == WIRE_PATH_BACKUP && w->port.facts.has_backup;
}

static void
must(bool so, const char *what)
{
	if (!so)
		seen.wrong = what;
}

/* What an action that is done does to the pair, and what must be so before it. */
static void
take_effect(struct world *w, enum port_action action)
{
	struct port_facts *f = &w->port.facts;
	enum wire_path old = port_old(&w->port), new = port_new(&w->port);

	switch (action) {
	case PORT_OVERLAP:
		must(there(w, new), "a member is polled that is not there");
		w->polled = (uint8_t)(1u << old | 1u << new);
		break;
	case PORT_MOVE_TX:
		must(there(w, new) && w->polled & 1u << new,
		     "transmission moves to a member that is not polled");
		w->tx = new;
		break;
	case PORT_FINISH:
		must(there(w, new) && w->tx == new, "the old member is let go while it transmits");
		w->polled = (uint8_t)(1u << new);
		f->path = new;
		break;
	case PORT_ROLLBACK:
		must(there(w, old), "traffic goes back to a member that is not there");
		w->polled = (uint8_t)(1u << old);
		w->tx = f->path = old;
		break;
	case PORT_RELEASE:
		must(f->path != WIRE_PATH_VF, "the VF is released while it carries traffic");
		must(!f->started || f->vf_gone || f->vf_asked || f->path == WIRE_PATH_NONE ||
		             (w->tx != WIRE_PATH_VF && !(w->polled & 1u << WIRE_PATH_VF)),
		     "the VF is released while lcores use it");
		/* pair.c takes lcores off it first. */
		if (w->tx == WIRE_PATH_VF)
			w->tx = f->path;
		w->polled = (uint8_t)(w->polled & ~(1u << WIRE_PATH_VF));
		f->has_vf = f->vf_held = f->vf_gone = f->vf_asked = f->vf_link = false;
		break;
	case PORT_FIND:
		/* A search that is under way holds what it may find. */
		must(!f->has_vf && !f->vf_gone && !f->vf_asked, "a VF is looked for though one is there");
		f->has_vf = f->vf_held = true;
		break;
	default:
		break;
	}
}

static void
answer(struct world *w)
{
	enum wire_name name = w->port.request.name;
	bool own = name == WIRE_STATUS;
	const char *reason;

	if (port_answer(&w->port, &reason) && name == WIRE_PREPARE)
		must(!w->port.facts.vf_held, "the VF is said to be released while it is held");
	must(own || w->asked > 0, "an answer that nobody asked for");
	w->asked = (uint8_t)(w->asked - !own);
}

/* Asks for the next action and gives it a result. */
static enum port_action
step(struct world *w, enum port_result result)
{
	enum port_action action = port_next(&w->port, NOW);

	if (action == PORT_REPLY) {
		answer(w);
	} else if (action != PORT_NOTHING) {
		if (result == PORT_DONE)
			take_effect(w, action);
		else if (result == PORT_FAILED && action == PORT_FIND)
			w->port.facts.vf_held = false;
		port_result(&w->port, action, result, "broken", NOW);
	}
	must(w->asked ==
	             (w->port.request.open && w->port.request.name != WIRE_STATUS) + w->port.overtaker.open,
	     "a request is lost or answered twice");
	return action;
}

/* From here on nothing happens but time, and no action is ever done, or each is. */
static void
comes_to_rest(const struct world *from, enum port_result result)
{
	struct world w = *from;
	unsigned int moves = 0;

	for (unsigned int n = 0; n < 200; n++) {
		enum port_action action = step(&w, result);

		moves += action == PORT_OVERLAP && result == PORT_DONE;
		must(moves < 3, "traffic is moved to and fro");
		if (action == PORT_NOTHING && !w.port.request.open)
			return;
		if (action == PORT_NOTHING || result == PORT_AGAIN)
			pass(&w);
	}
	/* A wanted member is tried again and again; that is rest too when nobody waits for it. */
	must(!w.port.request.open && w.asked == 0, "a request is never answered");
	must(result != PORT_DONE, "actions without end");
}

static void
start(struct world w, enum wire_path on)
{
	w.port.facts.started = true;
	w.port.facts.path = w.tx = on;
	w.polled = (uint8_t)(1u << on);
	note(&w);
}

/* The ways in which a VF that is held goes: at once and without a trace, dead but still held, asked for. */
static void
lose(const struct world *from)
{
	struct world w = *from;
	struct port_facts *f = &w.port.facts;

	if (!f->vf_held)
		return;
	f->has_vf = f->vf_held = f->vf_gone = f->vf_asked = f->vf_link = false;
	note(&w);
	w = *from, f->vf_asked = !f->vf_gone;
	note(&w);
	w = *from, f->has_vf = f->vf_link = f->vf_asked = false, f->vf_gone = true;
	/* As pair.c does: traffic for which there is no other member goes nowhere. */
	if (f->started && f->path == WIRE_PATH_VF && !f->backup_link)
		f->path = w.tx = WIRE_PATH_NONE, w.polled = 0;
	note(&w);
}

/* A search for a VF is under way, and comes to an end: with a VF, or without. */
static void
search(const struct world *from)
{
	struct world w = *from;
	struct port_facts *f = &w.port.facts;

	if (f->has_vf || f->vf_gone || f->vf_asked)
		return;
	if (f->vf_held)
		f->has_vf = true;
	else if (port_next(&w.port, NOW) == PORT_FIND)
		f->vf_held = true;
	note(&w);
	w = *from, f->vf_held = false;
	note(&w);
}

/* All that can happen to a pair from outside. The members' flags are turned one at a time. */
static void
happen(const struct world *from)
{
	static const struct {
		enum wire_name name;
		enum wire_path path;
	} requests[] = {{WIRE_PREPARE, 0},
	                {WIRE_ABANDON, 0},
	                {WIRE_ADOPT, 0},
	                {WIRE_PATH, WIRE_PATH_VF},
	                {WIRE_PATH, WIRE_PATH_BACKUP}};
	const struct port_facts *f = &from->port.facts;
	struct world w;

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		w = *from;
		if (port_request(&w.port, requests[i].name, requests[i].path, DEADLINE_MS, NOW) == 0)
			w.asked++;
		note(&w);
	}
	lose(from);
	search(from);
	w = *from, w.port.facts.vf_link = f->has_vf && !f->vf_link;
	note(&w);
	w = *from, w.port.facts.backup_link = f->has_backup && !f->backup_link;
	if (f->vf_gone && f->started && f->path == WIRE_PATH_VF && f->backup_link)
		w.port.facts.path = w.tx = WIRE_PATH_NONE, w.polled = 0;
	note(&w);
	if (f->started) {
		w = *from, w.port.facts.started = false, w.port.facts.path = w.tx = WIRE_PATH_NONE,
		w.polled = 0, w.port.facts.has_vf = f->vf_held && !f->vf_gone;
		port_next(&w.port, NOW);
		note(&w);
	} else {
		if (f->has_vf)
			start(*from, WIRE_PATH_VF);
		if (f->has_backup)
			start(*from, WIRE_PATH_BACKUP);
		/* A VF that cannot be started like the pair. */
		w = *from, w.port.facts.has_vf = w.port.facts.vf_link = false;
		if (f->has_vf && f->has_backup)
			start(w, WIRE_PATH_BACKUP);
	}
}

static void
explore(bool with_backup)
{
	struct world w = {0};

	memset(seen.slots, 0xff, SLOTS * sizeof(seen.slots[0]));
	seen.size = seen.taken = 0;
	seen.wrong = NULL;
	port_init(&w.port);
	w.port.facts.has_backup = with_backup;
	note(&w);
	w.port.facts.has_vf = w.port.facts.vf_held = true;
	note(&w);
	while (seen.taken < seen.size && !seen.wrong) {
		struct world from;

		unpack(&from, &seen.slots[seen.queue[seen.taken++]]);
		for (enum port_result result = PORT_DONE; result <= PORT_FAILED; result++) {
			w = from;
			step(&w, result);
			note(&w);
			comes_to_rest(&from, result);
		}
		w = from;
		pass(&w);
		note(&w);
		happen(&from);
	}
	if (seen.wrong)
		printf("%s, after %u states\n", seen.wrong, seen.taken);
	CU_ASSERT_PTR_NULL(seen.wrong);
	CU_ASSERT_TRUE(seen.size > 1000);
	printf("%u states\n", seen.size);
}

static void
every_state(void)
{
	seen.slots = malloc(SLOTS * sizeof(seen.slots[0]));
	seen.queue = malloc(SLOTS * sizeof(seen.queue[0]));
	CU_ASSERT_FATAL(seen.slots && seen.queue);
	explore(true);
	explore(false);
	free(seen.slots);
	free(seen.queue);
}

static const struct unit_test tests[] = {
        {"every state", every_state},
};

UNIT_MAIN("port_explore", tests)
