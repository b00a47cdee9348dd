/* SPDX-License-Identifier: BSD-3-Clause */
/* bad_input.c: whatever the user gets wrong is told apart by its exit code, in one line that names the thing,
 * before anything is touched. */
#include "scenarios.h"

#define NOWHERE "qemu+unix:///system?socket=/run/vferry/nowhere"

static void
wrong_words(struct stage *stage)
{
	const char *a = stage->a->uri, *b = stage->b->uri;

	stage_assert_refused(stage, OUTCOME_NO_DOMAIN, "stranger",
	                     ARGS("migrate", "--connect", a, "stranger", b));
	stage_assert_refused(stage, OUTCOME_DESTINATION_UNREACHABLE, "nowhere",
	                     ARGS("migrate", "--connect", a, GUEST, NOWHERE));
	stage_assert_refused(stage, OUTCOME_SOURCE_UNREACHABLE, "nowhere",
	                     ARGS("migrate", "--connect", NOWHERE, GUEST, b));
	stage_assert_refused(stage, OUTCOME_SAME_HOST, "hosta", ARGS("migrate", "--connect", a, GUEST, a));
	stage_assert_refused(stage, OUTCOME_NO_PAIR, "ua-none",
	                     ARGS("migrate", "--connect", a, "--vf", "ua-none", GUEST, b));
	CU_ASSERT_EQUAL(stage_vferry(stage, ARGS("migrate", "--connect", a, "--bandwidth", "fast", GUEST, b)),
	                OUTCOME_USAGE);
}

static void
wrong_dest_vf(struct stage *stage, const char *xml)
{
	stage_assert_refused(stage, OUTCOME_BAD_DEST_VF, "dest-vf",
	                     ARGS("migrate", "--connect", stage->a->uri, "--dest-vf", stage_dest_vf(xml),
	                          GUEST, stage->b->uri));
}

void
bad_input(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	wrong_words(stage);
	wrong_dest_vf(stage, "<interface type='bridge'>");
	wrong_dest_vf(stage, "<disk type='file'/>");
	wrong_dest_vf(stage,
	              "<interface type='bridge'><mac address='52:54:00:aa:00:99'/><source bridge='vf0'/>"
	              "<model type='igb'/></interface>");
	stage_assert_untouched(stage);
}
