/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * explore_state.h: the states that test_port_explore.c walks: a port and the model of its pair, packed so
 * that equal ones are equal bytes, and the table of those that were seen.
 */
#ifndef VFERRY_EXPLORE_STATE_H
#define VFERRY_EXPLORE_STATE_H

#include <stdlib.h>
#include <string.h>

#include "port.h"

#define TICK_MS 1000 /* time passes in these */
#define SLOTS   (1u << 22)

/* A state without absolute times and texts, so that equal ones are equal bytes. */
struct state {
	const struct port_step *step;
	struct {
		uint8_t open, name, path, failed;
		int16_t left_ms;
	} request, overtaker;
	int16_t step_left_ms, find_left_ms, move_left_ms, release_left_ms;
	uint8_t started, has_vf, has_backup, vf_held, vf_gone, vf_asked, vf_link, backup_link, path;
	uint8_t want, let_go, from, to, complained, stuck;
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

static inline int16_t
left(uint64_t end_ms)
{
	return end_ms > NOW ? (int16_t)(end_ms - NOW) : 0;
}

static inline void
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
	s->release_left_ms = left(p->release_at_ms);
	s->started = f->started, s->has_vf = f->has_vf, s->has_backup = f->has_backup;
	s->vf_held = f->vf_held, s->vf_gone = f->vf_gone, s->vf_asked = f->vf_asked;
	s->vf_link = f->vf_link, s->backup_link = f->backup_link, s->path = f->path;
	s->want = p->want, s->let_go = p->let_go, s->complained = p->complained, s->stuck = p->stuck;
	if (p->step)
		s->from = p->from, s->to = p->to;
	s->polled = w->polled, s->tx = w->tx, s->asked = w->asked;
}

static inline void
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
	p->release_at_ms = NOW + (uint64_t)s->release_left_ms;
	p->facts = (struct port_facts){s->started,  s->has_vf,  s->has_backup,  s->vf_held, s->vf_gone,
	                               s->vf_asked, s->vf_link, s->backup_link, s->path};
	p->want = s->want, p->let_go = s->let_go, p->complained = s->complained, p->stuck = s->stuck;
	p->from = s->from, p->to = s->to;
	w->polled = s->polled, w->tx = s->tx, w->asked = s->asked;
}

/* Time passes by moving everything else back. */
static inline void
pass(struct world *w)
{
	uint64_t *const ends[] = {&w->port.request.end_ms, &w->port.overtaker.end_ms, &w->port.step_end_ms,
	                          &w->port.find_at_ms,     &w->port.move_at_ms,       &w->port.release_at_ms};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (*ends[i] > TICK_MS)
			*ends[i] -= TICK_MS;
}

static inline void
note(const struct world *w)
{
	struct state s;
	uint32_t hash = 2166136261u;

	pack(&s, w);
	for (size_t i = 0; i < sizeof(s); i++)
		hash = (hash ^ ((const uint8_t *)&s)[i]) * 16777619u;
	hash ^= hash >> 15;
	for (hash %= SLOTS; seen.slots[hash].has_backup != 0xff; hash = (hash + 1) % SLOTS)
		/* pack() begins with zeroes, so the padding of equal states is equal. */
		/* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
		if (memcmp(&seen.slots[hash], &s, sizeof(s)) == 0)
			return;
	if (seen.size == SLOTS / 4 * 3) {
		seen.wrong = "more states than there is room for";
		return;
	}
	seen.slots[hash] = s;
	seen.queue[seen.size++] = hash;
}

#endif
