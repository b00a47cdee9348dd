/* SPDX-License-Identifier: BSD-3-Clause */
/* steps.c: see steps.h. The deadlines are generous: a step ends as soon as its goal is seen. */
#include "steps.h"

#include <stddef.h>

/* Numbers: ms of an attempt, attempts, ms before the second. */
static const struct step steps[STEP_NUM] = {
        [STEP_CHECK] = {"check", PLAN_SOURCE, STEP_NONE, "it changes nothing", 0, 1, 0, STEP_ENDS,
                        "the checks did not end"},
        /* Draining has deadlines of its own in the guest; a guest that is slower than this hangs. */
        [STEP_PREPARE] = {"prepare", PLAN_SOURCE, STEP_ABANDON, NULL, 15000, 1, 0, STEP_TURNS,
                          "the guest library did not say that it has let its VF go"},
        /* Asked again every 5 s: a request during the guest's early boot is lost for good. */
        [STEP_DETACH] = {"detach", PLAN_SOURCE, STEP_REATTACH, NULL, 5000, 12, 500, STEP_TURNS,
                         "the guest's kernel did not give up the VF's slot"},
        [STEP_MIGRATE] = {"migrate", PLAN_SOURCE, STEP_STOP, NULL, 0, 1, 0, STEP_TURNS,
                          "the migration ended and the guest still runs on the source"},
        [STEP_ARRIVE] = {"arrive", PLAN_DESTINATION, STEP_NONE, "an announcement made twice does no harm",
                         5000, 3, 250, STEP_PASSES, "the guest library did not answer on the destination"},
        [STEP_ATTACH] = {"attach", PLAN_DESTINATION, STEP_NONE,
                         "the guest is there for good; a VF that is not taken is left for a later attempt",
                         20000, 5, 1000, STEP_PASSES, "no VF was plugged in on the destination"},
        /* Probing and configuring a VF takes a loaded guest without hardware help 15 s. */
        [STEP_ADOPT] = {"adopt", PLAN_DESTINATION, STEP_NONE,
                        "the guest stays on its backup by itself when it cannot take the VF", 40000, 2, 1000,
                        STEP_PASSES, "the guest library did not say that it has taken the VF"},
        /*
         * QEMU may take 30 s to give up a migration that waits for the guest, and the last moments of one
         * cannot be aborted at all: both ways this lasts a minute.
         */
        [STEP_STOP] = {"stop", PLAN_SOURCE, STEP_NONE, "it is an undo", 10000, 12, 250, STEP_PASSES,
                       "the copy did not stop"},
        [STEP_REATTACH] = {"reattach", PLAN_SOURCE, STEP_NONE, "it is an undo", 20000, 5, 1000, STEP_PASSES,
                           "no VF was plugged in on the source again"},
        [STEP_READOPT] = {"readopt", PLAN_SOURCE, STEP_NONE, "it is an undo", 40000, 2, 1000, STEP_PASSES,
                          "the guest library did not say that it has taken the VF again"},
        [STEP_ABANDON] = {"abandon", PLAN_SOURCE, STEP_NONE, "it is an undo", 15000, 2, 500, STEP_PASSES,
                          "the guest library did not say that it is back on the VF"},
};

const struct step *
step_of(enum plan_step step)
{
	return &steps[step];
}

uint32_t
step_timeout_ms(enum plan_step step, const struct plan_limits *limits)
{
	uint32_t own = steps[step].timeout_ms, ms = limits ? limits->timeout_ms[step] : 0;

	return own && ms ? ms : own;
}

unsigned int
step_attempts(enum plan_step step, const struct plan_limits *limits)
{
	return limits && limits->attempts[step] ? limits->attempts[step] : steps[step].attempts;
}
