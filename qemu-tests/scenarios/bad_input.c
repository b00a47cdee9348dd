/* SPDX-License-Identifier: BSD-3-Clause */
/* bad_input.c: whatever the user gets wrong is told apart by its exit code, in one line that names the thing,
 * before anything is touched. */
#include "scenarios.h"

#include <stdio.h>
#include <string.h>

#define NOWHERE "qemu+unix:///system?socket=/run/vferry/nowhere"

/* The error is the last line and the only one that is not progress. */
static void
expect(struct stage *stage, int got, int wanted, const char *named)
{
	const char *error = strstr(stage->output, "vferry: "),
	           *end = error == NULL ? NULL : strchr(error, '\n');

	CU_ASSERT_EQUAL(got, wanted);
	CU_ASSERT(end != NULL && end[1] == '\0');
	CU_ASSERT(error != NULL && strstr(error, named) != NULL);
}

static void
wrong_words(struct stage *stage)
{
	const char *a = stage->a->uri, *b = stage->b->uri;

	expect(stage, stage_vferry(stage, ARGS("migrate", "--connect", a, "stranger", b)), OUTCOME_NO_DOMAIN,
	       "stranger");
	expect(stage, stage_vferry(stage, ARGS("migrate", "--connect", a, GUEST, NOWHERE)),
	       OUTCOME_DESTINATION_UNREACHABLE, "nowhere");
	expect(stage, stage_vferry(stage, ARGS("migrate", "--connect", NOWHERE, GUEST, b)),
	       OUTCOME_SOURCE_UNREACHABLE, "nowhere");
	expect(stage, stage_vferry(stage, ARGS("migrate", "--connect", a, GUEST, a)), OUTCOME_SAME_HOST,
	       "hosta");
	expect(stage, stage_vferry(stage, ARGS("migrate", "--connect", a, "--vf", "ua-none", GUEST, b)),
	       OUTCOME_NO_PAIR, "ua-none");
	CU_ASSERT_EQUAL(stage_vferry(stage, ARGS("migrate", "--connect", a, "--bandwidth", "fast", GUEST, b)),
	                OUTCOME_USAGE);
}

static void
wrong_dest_vf(struct stage *stage, const char *xml)
{
	const char *path = "/run/vferry/dest-vf.xml";
	FILE *file = fopen(path, "w");

	CU_ASSERT_FATAL(file != NULL);
	fputs(xml, file);
	fclose(file);
	expect(stage,
	       stage_vferry(stage, ARGS("migrate", "--connect", stage->a->uri, "--dest-vf", path, GUEST,
	                                stage->b->uri)),
	       OUTCOME_BAD_DEST_VF, "dest-vf");
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
