/* SPDX-License-Identifier: BSD-3-Clause */
/* transcript.c: see transcript.h. */
#include "transcript.h"

#include <string.h>

#include "tests/unit.h"

struct plan_wish wish;
struct plan_seen seen;
struct plan_history history;
uint64_t now;

static struct plan_decision
next(void)
{
	struct plan_decision decision = plan_next(&wish, &seen, &history, now);

	plan_apply(&decision, &seen, &wish, &history, now);
	return decision;
}

void
begin(unsigned int pairs)
{
	memset(&history, 0, sizeof(history));
	memset(&seen, 0, sizeof(seen));
	wish.host = PLAN_DESTINATION;
	seen.domain[PLAN_SOURCE] = PLAN_RUNNING;
	seen.domain[PLAN_DESTINATION] = PLAN_ABSENT;
	seen.pairs = seen.plugged[PLAN_SOURCE] = seen.on_vf = pairs;
	now = 1000;
}

void
expect_do(enum plan_step step)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_DO);
	CU_ASSERT_EQUAL(decision.step, step);
}

void
expect_wait(uint64_t until)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_WAIT);
	CU_ASSERT_EQUAL(decision.until_ms, until);
}

void
expect_turn(enum plan_host host)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_TURN);
	CU_ASSERT_EQUAL(wish.host, host);
}

void
expect_pass(enum plan_step step)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_PASS);
	CU_ASSERT_EQUAL(decision.step, step);
}

void
expect_end(enum outcome outcome)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_END);
	CU_ASSERT_EQUAL(decision.outcome, outcome);
}

void
fails(bool final, enum outcome outcome)
{
	plan_failed(&history, final, outcome, now);
}

/* What the world does in answer to a step. */
void
checks_pass(void)
{
	expect_do(STEP_CHECK);
	seen.checked = true;
}

void
guest_releases(void)
{
	expect_do(STEP_PREPARE);
	seen.released = true;
	seen.on_vf = 0;
	seen.held = seen.pairs;
}

void
vf_leaves(void)
{
	expect_do(STEP_DETACH);
	seen.plugged[PLAN_SOURCE] = 0;
	seen.held = 0;
}

void
memory_moves(void)
{
	expect_do(STEP_MIGRATE);
	seen.domain[PLAN_SOURCE] = PLAN_ABSENT;
	seen.domain[PLAN_DESTINATION] = PLAN_RUNNING;
}

void
vf_comes(enum plan_step step, enum plan_host host)
{
	expect_do(step);
	seen.plugged[host] = seen.fresh = seen.pairs;
}

void
guest_takes_it(enum plan_step step)
{
	expect_do(step);
	seen.fresh = 0;
	seen.on_vf = seen.pairs;
}

void
on_the_backup_at_the_source(void)
{
	begin(1);
	checks_pass();
	guest_releases();
	vf_leaves();
}

void
on_the_backup_at_the_destination(void)
{
	on_the_backup_at_the_source();
	memory_moves();
	expect_do(STEP_ARRIVE);
	seen.announced = true;
}
