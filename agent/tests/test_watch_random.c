/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_watch_random.c: guests that leave, arrive, are prepared, held, restarted and flooded by chance, on a
 * host that fails by chance, against what is promised of them. Neighbours: fake_watch.h is the host.
 *
 * Promised: a guest that is away, runs here, whose link is free and that nobody is carrying is being brought
 * home within takeover and back-off (and the interval where no event told of it); never twice at once;
 * never before; and the work is bounded (fake_watch.c counts what is broken).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_watch.h"
#include "tests/unit.h"
#include "vferryd/watching.h"

#define GUESTS      20
#define STEPS       20000
#define RUNS        30
#define INTERVAL_MS 60000u
#define TAKEOVER_MS 5000u
#define SLACK_MS    8000 /* a look that failed, a question under way, a busy host */

/* What is known of a guest that the watch does not know. */
struct model {
	uint64_t free_ms;     /* since when it ought to be brought home; 0: it ought not */
	uint64_t end_ms;      /* of its crossing; 0: none */
	bool restoring;       /* it is a restore */
	unsigned int failed;  /* restores in a row */
	uint64_t released_ms; /* end of the last crossing */
	uint64_t busy_ms;     /* the link was held until then */
};

static struct fake_watch *fake;
static struct watching *watching;
static struct model models[GUESTS];
static unsigned int restores, late, twice, early, lines;
static unsigned int seed;
static bool lose_events;

static unsigned int
chance(unsigned int n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % n;
}

static bool
may_come_home(const struct fake_watch_guest *guest)
{
	const struct watch_facts *facts = &guest->facts;

	return facts->state == HOST_RUNNING && facts->away && !facts->job &&
	       (strcmp(facts->left, "alpha") != 0 ||
	        facts->until_s * 1000 <= FAKE_WATCH_WALL_S * 1000ull + fake->now_ms);
}

static void
on_restore(void *arg, const char *uuid)
{
	struct fake_watch_guest *guest = fake_watch_find(fake, uuid);
	struct model *model = &models[guest - fake->guests];

	(void)arg;
	restores++;
	twice += model->end_ms != 0;
	early += !may_come_home(guest) || guest->asking;
	model->free_ms = 0;
	model->restoring = true;
	model->end_ms = fake->now_ms + 100 + chance(5000);
	/* No worker is to be had. */
	if (chance(10) == 0) {
		model->end_ms = 0;
		model->released_ms = fake->now_ms;
		watching_release(watching, uuid, OUTCOME_BUSY, "");
	}
}

static void
on_log(void *arg, const char *text)
{
	(void)arg;
	CU_ASSERT(strlen(text) > 0 && strlen(text) < WATCH_TEXT_MAX);
	lines++;
}

static void
on_free(void *arg, const char *uuid)
{
	(void)arg;
	(void)uuid;
}

static const struct watching_listener listener = {.restore = on_restore, .log = on_log, .free = on_free};

static void
event(const struct fake_watch_guest *guest, enum watch_event what)
{
	if (!fake->down && !(lose_events && chance(2)))
		fake->listener->event(fake->arg, guest->uuid, what);
}

static void
goes_home(struct fake_watch_guest *guest)
{
	guest->facts.away = false;
	guest->facts.until_s = 0;
	guest->facts.left[0] = '\0';
	guest->facts.pairs[0].vf = true;
	guest->path = WIRE_PATH_VF;
	event(guest, WATCH_DEVICES);
}

static void
goes_away(struct fake_watch_guest *guest, const char *left, uint64_t prepare_s)
{
	guest->facts.away = true;
	guest->facts.until_s = prepare_s ? FAKE_WATCH_WALL_S + fake->now_ms / 1000 + prepare_s : 0;
	(void)snprintf(guest->facts.left, sizeof(guest->facts.left), "%s", left);
	guest->facts.pairs[0].vf = false;
	guest->path = WIRE_PATH_BACKUP;
	event(guest, WATCH_DEVICES);
}

static void
end_crossing(unsigned int i)
{
	struct fake_watch_guest *guest = &fake->guests[i];
	struct model *model = &models[i];
	bool restoring = model->restoring;
	enum outcome outcome = guest->held ? OUTCOME_BUSY : chance(3) == 0 ? OUTCOME_NO_VF : OUTCOME_OK;

	if (outcome == OUTCOME_OK && guest->facts.state != HOST_ABSENT)
		goes_home(guest);
	if (restoring)
		model->failed = outcome == OUTCOME_OK ? 0 : model->failed + (outcome == OUTCOME_NO_VF);
	model->end_ms = 0;
	model->restoring = false;
	model->released_ms = fake->now_ms;
	watching_release(watching, guest->uuid, outcome, "no VF is free");
}

static void
change_guest(unsigned int i)
{
	struct fake_watch_guest *guest = &fake->guests[i];
	struct watch_facts *facts = &guest->facts;

	switch (chance(12)) {
	case 0:
		facts->state = chance(2) ? HOST_PAUSED : HOST_RUNNING;
		event(guest, WATCH_RUNS);
		break;
	case 1: /* leaves for good, or is stopped */
		facts->state = HOST_ABSENT;
		event(guest, WATCH_OTHER);
		break;
	case 2:
		if (facts->state == HOST_ABSENT)
			goes_away(guest, "beta", chance(2) ? 300 : 0);
		facts->state = HOST_RUNNING;
		event(guest, WATCH_RUNS);
		break;
	case 3:
		goes_away(guest, "alpha", chance(2) ? 60 : 0);
		break;
	case 4: /* of which nobody tells */
		facts->job = !facts->job;
		break;
	case 5:
		guest->held = !guest->held;
		break;
	case 6:
		guest->answer = chance(2) ? WATCH_TOLD : chance(2) ? WATCH_SILENT : WATCH_ALIEN;
		break;
	case 7:
		if (watching_hold(watching, guest->uuid) != -EBUSY)
			models[i].end_ms = fake->now_ms + chance(60000) + 1;
		break;
	default:
		for (unsigned int n = chance(50); n > 0; n--)
			event(guest, WATCH_DEVICES);
	}
}

static void
change_host(void)
{
	if (fake->down)
		fake_watch_come_up(fake);
	else if (chance(4) == 0)
		fake_watch_go_down(fake);
	else
		fake->looks_fail = !fake->looks_fail && chance(4) == 0;
	fake->call_ms = 1 + chance(100);
}

static uint64_t
backoff_ms(unsigned int failed)
{
	uint64_t ms = 5000;

	for (; failed > 1 && ms < 300000; failed--)
		ms *= 2;
	return failed == 0 ? 5000 : ms < 300000 ? ms : 300000;
}

/* After every step: since when each guest ought to come home, and whether that is too long ago. */
static void
judge(unsigned int i)
{
	struct fake_watch_guest *guest = &fake->guests[i];
	struct model *model = &models[i];
	uint64_t most_ms =
	        TAKEOVER_MS + backoff_ms(model->failed) + SLACK_MS + (lose_events ? INTERVAL_MS : 0);

	if (!guest->facts.away)
		model->failed = 0;
	if (!may_come_home(guest) || model->end_ms || guest->held || fake->down || fake->looks_fail)
		model->free_ms = 0;
	else if (model->free_ms == 0)
		model->free_ms = fake->now_ms;
	if (model->free_ms && fake->now_ms > model->free_ms + most_ms) {
		late++;
		model->free_ms = fake->now_ms;
	}
}

static void
step(void)
{
	if (chance(3) == 0)
		change_guest(chance(GUESTS));
	if (chance(200) == 0)
		change_host();
	fake_watch_run(fake, fake->now_ms + chance(2000));
	for (unsigned int i = 0; i < GUESTS; i++) {
		if (models[i].end_ms && models[i].end_ms <= fake->now_ms)
			end_crossing(i);
		judge(i);
	}
}

static void
run(unsigned int with, bool losing)
{
	struct err err;
	uint64_t began_ms;

	seed = with;
	lose_events = losing;
	memset(models, 0, sizeof(models));
	fake = fake_watch_new(GUESTS);
	began_ms = fake->now_ms;
	watching = watching_new(&fake_watch_ops, fake, INTERVAL_MS / 1000, TAKEOVER_MS / 1000, &listener,
	                        NULL, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(watching);
	for (unsigned int i = 0; i < STEPS; i++)
		step();
	CU_ASSERT_EQUAL(fake->broken, 0);
	/* A line a minute for each guest, and what is said of libvirt. */
	CU_ASSERT(lines < GUESTS * ((fake->now_ms - began_ms) / 60000 + 2) + STEPS / 200);
	lines = 0;
	watching_free(watching);
	free(fake);
}

static void
check(bool losing)
{
	restores = late = twice = early = lines = 0;
	for (unsigned int i = 1; i <= RUNS; i++)
		run(i * 7919, losing);
	CU_ASSERT(restores > 1000);
	CU_ASSERT_EQUAL(late, 0);
	CU_ASSERT_EQUAL(twice, 0);
	CU_ASSERT_EQUAL(early, 0);
}

static void
nobody_is_forgotten(void)
{
	check(false);
}

static void
nobody_is_forgotten_without_events(void)
{
	check(true);
}

static const struct unit_test tests[] = {
        {"nobody is forgotten", nobody_is_forgotten},
        {"nobody is forgotten when events are lost", nobody_is_forgotten_without_events},
};

UNIT_MAIN("watch by chance", tests)
