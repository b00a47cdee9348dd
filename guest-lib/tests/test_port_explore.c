/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_port_explore.c: every state that the decider can get into, breadth first: all facts, requests, results
 * and passing time, over a model of the pair that knows which members are polled and which one transmits.
 * Shown in each state: no member is let go or released that carries traffic; traffic is never put on a member
 * that is not there; each request is answered once; and from each state, if nothing more happens, the port
 * comes to rest with no request open.
 */
#include "port.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit.h"

#define TICK_MS     1000 /* time passes in these */
#define DEADLINE_MS 2000
#define SLOTS       (1u << 22)

/* A state without absolute times and texts, so that equal ones are equal bytes. */
struct state {
	const struct port_step *step;
	struct {
		uint8_t open, name, path, failed;
		int16_t left_ms;
	} request, overtaker;
	int16_t step_left_ms, find_left_ms, move_left_ms;
	uint8_t started, has_vf, has_backup, vf_link, backup_link, path;
	uint8_t want, let_go, from, to, complained;
	uint8_t polled; /* model: a bit for each member that is polled */
	uint8_t tx;     /* model: the member that transmits */
	uint8_t asked;  /* model: requests accepted and not answered */
};

struct world {
	struct port port;
	uint8_t polled, tx, asked;
};

static struct {
	struct state *slots;
	uint32_t *queue;
	unsigned int size, taken;
	const char *wrong;
} seen;

#define NOW 100000u

static int16_t
left(uint64_t end_ms)
{
	return end_ms > NOW ? (int16_t)(end_ms - NOW) : 0;
}

static void
pack(struct state *s, const struct world *w)
{
	const struct port *p = &w->port;
	const struct port_facts *f = &p->facts;

	memset(s, 0, sizeof(*s));
	s->step = p->step;
	s->step_left_ms = p->step && p->step_end_ms ? left(p->step_end_ms) : -1;
	if (p->request.open) {
		s->request.open = true, s->request.name = p->request.name, s->request.path = p->request.path;
		s->request.failed = p->request.failed, s->request.left_ms = left(p->request.end_ms);
	}
	if (p->overtaker.open) {
		s->overtaker.open = true, s->overtaker.name = p->overtaker.name;
		s->overtaker.path = p->overtaker.path, s->overtaker.left_ms = left(p->overtaker.end_ms);
	}
	s->find_left_ms = left(p->find_at_ms), s->move_left_ms = left(p->move_at_ms);
	s->started = f->started, s->has_vf = f->has_vf, s->has_backup = f->has_backup;
	s->vf_link = f->vf_link, s->backup_link = f->backup_link, s->path = f->path;
	s->want = p->want, s->let_go = p->let_go, s->complained = p->complained;
	if (p->step)
		s->from = p->from, s->to = p->to;
	s->polled = w->polled, s->tx = w->tx, s->asked = w->asked;
}

static void
unpack(struct world *w, const struct state *s)
{
	struct port *p = &w->port;

	memset(w, 0, sizeof(*w));
	p->step = s->step;
	p->step_end_ms = s->step_left_ms < 0 ? 0 : NOW + (uint64_t)s->step_left_ms;
	p->request = (struct port_request){s->request.open, s->request.name, s->request.path,
	                                   NOW + (uint64_t)s->request.left_ms, s->request.failed};
	p->overtaker = (struct port_request){s->overtaker.open, s->overtaker.name, s->overtaker.path,
	                                     NOW + (uint64_t)s->overtaker.left_ms, false};
	p->find_at_ms = NOW + (uint64_t)s->find_left_ms, p->move_at_ms = NOW + (uint64_t)s->move_left_ms;
	p->facts = (struct port_facts){s->started, s->has_vf,      s->has_backup,
	                               s->vf_link, s->backup_link, s->path};
	p->want = s->want, p->let_go = s->let_go, p->complained = s->complained;
	p->from = s->from, p->to = s->to;
	w->polled = s->polled, w->tx = s->tx, w->asked = s->asked;
}

/* Time passes by moving everything else back. */
static void
pass(struct world *w)
{
	uint64_t *const ends[] = {&w->port.request.end_ms, &w->port.overtaker.end_ms, &w->port.step_end_ms,
	                          &w->port.find_at_ms, &w->port.move_at_ms};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (*ends[i] > TICK_MS)
			*ends[i] -= TICK_MS;
}

static void
note(const struct world *w)
{
	struct state s;
	uint32_t hash = 2166136261u;

	pack(&s, w);
	for (size_t i = 0; i < sizeof(s); i++)
		hash = (hash ^ ((const uint8_t *)&s)[i]) * 16777619u;
	hash ^= hash >> 15;
	for (hash %= SLOTS; seen.slots[hash].has_backup != 0xff; hash = (hash + 1) % SLOTS)
		if (memcmp(&seen.slots[hash], &s, sizeof(s)) == 0)
			return;
	if (seen.size == SLOTS / 4 * 3) {
		seen.wrong = "more states than there is room for";
		return;
	}
	seen.slots[hash] = s;
	seen.queue[seen.size++] = hash;
}

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
		must(!f->started || (w->tx != WIRE_PATH_VF && !(w->polled & 1u << WIRE_PATH_VF)),
		     "the VF is released while lcores use it");
		f->has_vf = f->vf_link = false;
		break;
	case PORT_FIND:
		must(!f->has_vf, "a VF is looked for though one is there");
		f->has_vf = true;
		break;
	default:
		break;
	}
}

static void
answer(struct world *w)
{
	bool own = w->port.request.name == WIRE_STATUS;
	const char *reason;

	port_answer(&w->port, &reason);
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
	w = *from, w.port.facts.has_vf = !f->has_vf, w.port.facts.vf_link = false;
	if (f->has_vf)
		note(&w);
	w = *from, w.port.facts.vf_link = f->has_vf && !f->vf_link;
	note(&w);
	w = *from, w.port.facts.backup_link = f->has_backup && !f->backup_link;
	note(&w);
	if (f->started) {
		w = *from, w.port.facts.started = false, w.port.facts.path = w.tx = WIRE_PATH_NONE,
		w.polled = 0;
		port_next(&w.port, NOW);
		note(&w);
	} else {
		if (f->has_vf)
			start(*from, WIRE_PATH_VF);
		if (f->has_backup)
			start(*from, WIRE_PATH_BACKUP);
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
	w.port.facts.has_vf = true;
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
