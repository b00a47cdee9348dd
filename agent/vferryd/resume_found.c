/* SPDX-License-Identifier: BSD-3-Clause */
/* resume_found.c: see resume_found.h. */
#include "vferryd/resume_found.h"

#include <errno.h>

enum resume_found
resume_found(enum outcome outcome, int code)
{
	switch (outcome) {
	case OUTCOME_OK:
		return RESUME_HOME;
	case OUTCOME_NO_PAIR:
		/* Otherwise its metadata says that it is away, and of what no sense can be made. */
		return code == -ENOENT ? RESUME_HOME : RESUME_AWAY;
	case OUTCOME_NO_DOMAIN:
		return RESUME_GONE;
	case OUTCOME_NOT_RUNNING:
		return code == -EAGAIN ? RESUME_PAUSED : RESUME_GONE;
	case OUTCOME_SOURCE_UNREACHABLE: /* of a restore's only host */
		return RESUME_UNKNOWN;
	default:
		return RESUME_AWAY;
	}
}

bool
resume_asks_destination(enum resume_found source)
{
	return source != RESUME_HOME && source != RESUME_AWAY;
}

bool
resume_is_over(enum resume_found source, enum resume_found destination)
{
	return destination == RESUME_HOME || (source == RESUME_GONE && destination == RESUME_GONE);
}
