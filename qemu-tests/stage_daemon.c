/* SPDX-License-Identifier: BSD-3-Clause */
/* stage_daemon.c: scenarios with a vferryd on a host; see scenario.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "faults/rest.h"
#include "scenario.h"

static struct vferryd *
daemon_of(struct stage *stage, const struct host *host)
{
	return &stage->daemons[host == stage->a ? HOST_A : HOST_B];
}

void
stage_ask(struct stage *stage, const struct host *host)
{
	setenv("VFERRY_SOCKET", daemon_of(stage, host)->socket, 1);
}

void
stage_daemon(struct stage *stage, struct host *host)
{
	struct vferryd *vferryd = daemon_of(stage, host);

	if (vferryd->host == NULL)
		STAGE_OK(stage, vferryd_prepare(vferryd, stage->lab, host, &stage->err));
	STAGE_OK(stage, vferryd_start(vferryd, &stage->err));
	stage_ask(stage, host);
}

void
stage_daemon_kill(struct stage *stage, struct host *host, bool workers)
{
	struct vferryd *vferryd = daemon_of(stage, host);

	vferryd_kill(vferryd);
	if (workers)
		CU_ASSERT(vferryd_kill_workers(vferryd) > 0);
}

void
stage_workers_kill(struct stage *stage, struct host *host)
{
	CU_ASSERT_FATAL(vferryd_kill_workers(daemon_of(stage, host)) > 0);
}

void
stage_assert_rest(struct stage *stage, unsigned int timeout_ms)
{
	const struct scene scene = {.from = stage->a,
	                            .to = stage->b,
	                            .guest = GUEST,
	                            .vferryd = &stage->daemons[HOST_A],
	                            .vferry = &stage->vferry,
	                            .probe = stage->probe};
	struct rest rest;
	char why[128], text[64];

	if (!rest_wait(&scene, false, timeout_ms, &rest, why, sizeof(why)))
		printf("    not at rest after %u ms: %s\n", timeout_ms, why);
	CU_ASSERT_STRING_EQUAL(why, "");
	rest_text(&rest, text, sizeof(text));
	printf("    at rest: %s\n", text);
	probe_stop(stage->probe);
	CU_ASSERT_EQUAL(probe_whole(stage->probe).doubled, 0);
}

void
stage_end_daemons(struct stage *stage)
{
	for (unsigned int i = 0; i < LAB_HOSTS; i++) {
		if (stage->daemons[i].host == NULL)
			continue;
		vferryd_kill(&stage->daemons[i]);
		vferryd_kill_workers(&stage->daemons[i]);
	}
	unsetenv("VFERRY_SOCKET");
}
