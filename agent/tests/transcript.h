/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * transcript.h: a conversation with plan.c: what is seen is set by hand, what must come next is expected. One
 * at a time. Neighbours: test_plan.c (the way there), test_plan_back.c (the way back).
 */
#ifndef VFERRY_TRANSCRIPT_H
#define VFERRY_TRANSCRIPT_H

#include "plan.h"
#include "steps.h"

extern struct plan_wish wish;
extern struct plan_seen seen;
extern struct plan_history history;
extern uint64_t now; /* ms */

/* A guest of so many pairs runs on the source, all on their VFs. */
void begin(unsigned int pairs);

/* The plan's next decision must be this one; it is applied. */
void expect_do(enum plan_step step);
void expect_wait(uint64_t until);
void expect_turn(enum plan_host host);
void expect_pass(enum plan_step step);
void expect_end(enum outcome outcome);
/* The current attempt fails. */
void fails(bool final, enum outcome outcome);

/* A step is expected, and what it is after comes true. */
void checks_pass(void);
void guest_releases(void);
void vf_leaves(void);
void memory_moves(void);
void vf_comes(enum plan_step step, enum plan_host host);
void guest_takes_it(enum plan_step step);

/* From the beginning to there, all well. */
void on_the_backup_at_the_source(void);
void on_the_backup_at_the_destination(void);

#endif
