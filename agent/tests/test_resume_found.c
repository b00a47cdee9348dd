/* SPDX-License-Identifier: BSD-3-Clause */
/* test_resume_found.c: when a crossing that was cut off is over, by what both hosts say. */
#include <errno.h>

#include "tests/unit.h"
#include "vferryd/resume_found.h"

static void
outcomes_mean_something(void)
{
	static const struct {
		enum outcome outcome;
		int code;
		enum resume_found found;
	} table[] = {
	        {OUTCOME_OK, 0, RESUME_HOME},
	        {OUTCOME_NO_PAIR, -ENOENT, RESUME_HOME},
	        {OUTCOME_NO_PAIR, -EINVAL, RESUME_AWAY},
	        {OUTCOME_NO_DOMAIN, -ENOENT, RESUME_GONE},
	        {OUTCOME_NOT_RUNNING, -EINVAL, RESUME_GONE},
	        {OUTCOME_NOT_RUNNING, -EAGAIN, RESUME_PAUSED},
	        {OUTCOME_SOURCE_UNREACHABLE, -EIO, RESUME_UNKNOWN},
	        {OUTCOME_SOURCE_UNREACHABLE, -ENOENT, RESUME_UNKNOWN},
	        {OUTCOME_ERROR, -EINTR, RESUME_AWAY},
	        {OUTCOME_NO_CHANNEL, -ENOENT, RESUME_AWAY},
	        {OUTCOME_NO_LIBRARY, -ETIMEDOUT, RESUME_AWAY},
	        {OUTCOME_BAD_DEST_VF, -ENOENT, RESUME_AWAY},
	        {OUTCOME_BUSY, -EBUSY, RESUME_AWAY},
	        {OUTCOME_REFUSED, -EIO, RESUME_AWAY},
	        {OUTCOME_BACK_ON_BACKUP, -EIO, RESUME_AWAY},
	        {OUTCOME_LOST, -EIO, RESUME_AWAY},
	};

	for (unsigned int i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		CU_ASSERT_EQUAL(resume_found(table[i].outcome, table[i].code), table[i].found);
}

/* A row for the source, a column for the destination: h as it is home there, g as it is gone, . not over. */
static void
every_combination_is_decided(void)
{
	static const char *const over[RESUME_NUM] = {
	        [RESUME_HOME] = "hhhhh", /* was not asked */
	        [RESUME_AWAY] = "....." /* the same */,
	        [RESUME_PAUSED] = "h....",
	        [RESUME_GONE] = "h..g.",
	        [RESUME_UNKNOWN] = "h....",
	};

	for (unsigned int source = 0; source < RESUME_NUM; source++)
		for (unsigned int there = 0; there < RESUME_NUM; there++) {
			bool asks = resume_asks_destination(source);

			CU_ASSERT_EQUAL(resume_is_over(source, asks ? there : source),
			                over[source][there] != '.');
			CU_ASSERT_EQUAL(asks, source != RESUME_HOME && source != RESUME_AWAY);
		}
}

static const struct unit_test tests[] = {
        {"outcomes mean something", outcomes_mean_something},
        {"every combination is decided", every_combination_is_decided},
};

UNIT_MAIN("resume-found", tests)
