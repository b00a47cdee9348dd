/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_ways.c: options, several pairs, and what is reported on the way. test_crossing.c has the
 * faults. */
#include <string.h>

#include "cross.h"
#include "tests/unit.h"

static void
require_vf_refuses_to_start(void)
{
	struct crossing_wish wish = {.live = true, .require_vf = true};

	CU_ASSERT_EQUAL(cross(F(NO_VF_THERE), 1, &wish), OUTCOME_NO_VF);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "all VFs are in use"));
	CU_ASSERT_EQUAL(cross(F(CANNOT_SAY), 1, &wish), OUTCOME_NO_VF);
}

static void
missing_vf_is_noted(void)
{
	CU_ASSERT_EQUAL(cross(F(NO_VF_THERE), 1, NULL), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "all VFs are in use"));
}

static void
bad_dest_vf_changes_nothing(void)
{
	static const char *const bad[] = {
	        "", "<interface", "<disk/>",
	        "<interface type='bridge'><mac address='52:54:00:00:00:09'/></interface>"};
	struct crossing_dest_vf dest_vf = {0};
	struct crossing_wish wish = {.live = true, .dest_vfs = &dest_vf, .ndest_vfs = 1};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		dest_vf.xml = bad[i];
		CU_ASSERT_EQUAL(cross(0, 1, &wish), OUTCOME_BAD_DEST_VF);
		CU_ASSERT_EQUAL(fake.pairs[0].detaches, 0);
	}
	dest_vf.xml = "<interface type='bridge'><model type='e1000e'/></interface>";
	CU_ASSERT_EQUAL(cross(0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "2 pairs"));
	CU_ASSERT_EQUAL(cross(0, 1, &wish), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "e1000e"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "52:54:00:00:00:01"));
}

static void
one_pair_of_several_by_name(void)
{
	struct crossing_wish wish = {.live = true, .vf = "ua-vf1"};

	CU_ASSERT_EQUAL(cross(0, 3, &wish), OUTCOME_OK);
	CU_ASSERT_EQUAL(report.npairs, 1);
	CU_ASSERT(fake.pairs[1].plugged[HOST_DESTINATION] && fake.pairs[0].detaches == 0);
	wish.vf = "ua-nosuch";
	CU_ASSERT_EQUAL(cross(0, 3, &wish), OUTCOME_NO_PAIR);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "ua-nosuch"));
}

static void
several_pairs(void)
{
	static const uint64_t faults[] = {0, F(DETACH_LOST_ONCE), F(ATTACH_FAILS_ONCE), F(EVENTS_LOST)};

	for (size_t f = 0; f < sizeof(faults) / sizeof(faults[0]); f++) {
		CU_ASSERT_EQUAL(cross(faults[f], 4, NULL), OUTCOME_OK);
		CU_ASSERT_EQUAL(report.npairs, 4);
		for (unsigned int i = 0; i < 4; i++) {
			CU_ASSERT(fake.pairs[i].plugged[HOST_DESTINATION]);
			CU_ASSERT_EQUAL(fake.pairs[i].path, WIRE_PATH_VF);
			CU_ASSERT_STRING_EQUAL(report.pairs[i].path, "vf");
		}
	}
	CU_ASSERT_EQUAL(cross(F(MIGRATE_FAILS), 3, NULL), OUTCOME_BACK_ON_VF);
}

/* The pairs that had moved go back; exit 22 says that all is as before. */
static void
half_a_refusal_is_undone(void)
{
	CU_ASSERT_EQUAL(cross(F(PREPARE_HALF_REFUSED), 2, NULL), OUTCOME_REFUSED);
	CU_ASSERT_EQUAL(fake.abandons, 1);
	CU_ASSERT(fake.pairs[0].path == WIRE_PATH_VF && fake.pairs[1].path == WIRE_PATH_VF);
	CU_ASSERT_EQUAL(cross(F(PREPARE_HALF_REFUSED) | F(ABANDON_REFUSED), 2, NULL), OUTCOME_BACK_ON_BACKUP);
	CU_ASSERT_EQUAL(fake.pairs[0].path, WIRE_PATH_BACKUP);
}

static void
late_copy_is_suspended(void)
{
	struct crossing_wish wish = {.live = true, .timeout_s = 5};

	CU_ASSERT_EQUAL(cross(F(SLOW_COPY), 1, &wish), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.suspended, 1);
	CU_ASSERT(report.marks.end - report.marks.copy < 10000000);
	wish.timeout_s = 0;
	CU_ASSERT_EQUAL(cross(F(SLOW_COPY), 1, &wish), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.suspended, 0);
}

static void
stop_in_the_checks_changes_nothing(void)
{
	CU_ASSERT_EQUAL(cross(F(STOP_EARLY) | F(GUEST_SILENT), 1, NULL), OUTCOME_ERROR);
	CU_ASSERT_STRING_EQUAL(err.text, "interrupted; nothing was changed");
	CU_ASSERT(report.marks.end - report.marks.start < 1000000);
	CU_ASSERT_EQUAL(fake.prepares, 0);
	CU_ASSERT_PTR_NULL(fake.asked);
}

static void
stop_before_the_crossing_is_not_lost(void)
{
	crossing_stop();
	CU_ASSERT_EQUAL(cross(0, 1, NULL), OUTCOME_ERROR);
	CU_ASSERT_EQUAL(fake.opens, 0);
	/* It was for that one. */
	CU_ASSERT_EQUAL(cross(0, 1, NULL), OUTCOME_OK);
}

static void
stop_acts_at_once(void)
{
	const struct report_step *stop = &report.steps[4];

	CU_ASSERT_EQUAL(cross(F(STOP_IN_COPY), 1, NULL), OUTCOME_BACK_ON_VF);
	CU_ASSERT_STRING_EQUAL(stop->name, "stop");
	CU_ASSERT(stop->start_us - report.marks.copy < 1000000);
}

static void
marks_are_in_order(void)
{
	const struct report_marks *m = &report.marks;

	CU_ASSERT_EQUAL(cross(0, 1, NULL), OUTCOME_OK);
	CU_ASSERT(m->start && m->start <= m->prepare && m->prepare <= m->released);
	CU_ASSERT(m->released && m->released <= m->detached && m->detached && m->detached <= m->copy);
	CU_ASSERT(m->copy < m->suspended && m->suspended <= m->resumed && m->resumed < m->attached);
	CU_ASSERT(m->attached <= m->adopt && m->adopt < m->active && m->active <= m->end);
	CU_ASSERT_EQUAL(report.downtime_ms, 42);
	CU_ASSERT_EQUAL(report.nsteps, 7);
	for (unsigned int i = 0; i < report.nsteps; i++)
		CU_ASSERT(report.steps[i].ok && report.steps[i].end_us >= report.steps[i].start_us);
}

static unsigned int begins, ends;

static void
count_progress(void *arg, const struct crossing_progress *progress)
{
	(void)arg;
	begins += progress->begins;
	ends += progress->ends;
	CU_ASSERT(progress->step && progress->host && progress->attempt >= 1);
}

static void
progress_tells_every_step(void)
{
	struct crossing_wish wish = {.live = true, .destination_uri = "test:///right", .domain = "vnf"};

	fake_init(&fake, F(MIGRATE_FAILS), 1, NULL);
	begins = ends = 0;
	crossing_run_on(&host_fake, &fake, &wish, count_progress, NULL, &report, &err);
	CU_ASSERT_EQUAL(begins, report.nsteps);
	CU_ASSERT_EQUAL(ends, report.nsteps);
}

/* QEMU announces emulated NICs for 0.8 s: a VF plugged in meanwhile would draw the traffic too early. */
static void
plugs_in_silence(void)
{
	CU_ASSERT_EQUAL(cross(0, 1, NULL), OUTCOME_OK);
	CU_ASSERT(report.marks.resumed > 0);
	CU_ASSERT(report.marks.attached >= report.marks.resumed + 1000000);
}

static void
lost_events_cost_a_second(void)
{
	CU_ASSERT_EQUAL(cross(F(EVENTS_LOST), 1, NULL), OUTCOME_OK);
	CU_ASSERT(report.marks.detached - report.marks.released < 1500000);
	CU_ASSERT(report.marks.attached - report.marks.copy < 6000000);
}

/* What happens while a host answers is no less an event. */
static void
events_during_a_question_are_kept(void)
{
	CU_ASSERT_EQUAL(cross(F(DETACHED_IN_QUESTION), 1, NULL), OUTCOME_OK);
	CU_ASSERT(report.marks.detached - report.marks.released < 500000);
}

static void
message_names_pairs_on_the_backup(void)
{
	CU_ASSERT_EQUAL(cross(F(PREPARE_HALF_REFUSED) | F(ABANDON_REFUSED), 2, NULL), OUTCOME_BACK_ON_BACKUP);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "left, 1 of 2 pairs on the backup: 52:54:00:00:00:01"));
	CU_ASSERT_EQUAL(cross(F(ATTACH_FAILS_THERE), 4, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "right, 4 of 4 pairs on the backup: 52:54:00:00:00:01, 52:"));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, ":04"));
}

static void
message_names_a_copy_that_goes_on(void)
{
	CU_ASSERT_EQUAL(cross(F(DESTINATION_SILENT) | F(STOP_REFUSED), 1, NULL), OUTCOME_BACK_ON_BACKUP);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "could not be stopped and goes on"));
	CU_ASSERT_PTR_NOT_NULL(
	        strstr(err.text, "its traffic on the backup: end it with virsh domjobabort vnf"));
}

static void
undo_is_done_once(void)
{
	const struct report_step *last;

	CU_ASSERT_EQUAL(cross(F(DETACH_NEVER), 1, NULL), OUTCOME_BACK_ON_VF);
	last = &report.steps[report.nsteps - 1];
	CU_ASSERT_STRING_EQUAL(last->name, "abandon");
	CU_ASSERT(last->ok && last->attempts == 1 && fake.abandons == 1);
}

static const struct unit_test tests[] = {
        {"plugs in silence", plugs_in_silence},
        {"--require-vf refuses to start", require_vf_refuses_to_start},
        {"a missing VF is noted", missing_vf_is_noted},
        {"a bad --dest-vf changes nothing", bad_dest_vf_changes_nothing},
        {"one pair of several, by name", one_pair_of_several_by_name},
        {"several pairs at once", several_pairs},
        {"half a refusal is undone", half_a_refusal_is_undone},
        {"a late copy is suspended", late_copy_is_suspended},
        {"a stop in the checks changes nothing", stop_in_the_checks_changes_nothing},
        {"a stop before the crossing is not lost", stop_before_the_crossing_is_not_lost},
        {"a stop acts at once", stop_acts_at_once},
        {"lost events cost a second", lost_events_cost_a_second},
        {"events during a question are kept", events_during_a_question_are_kept},
        {"the message names the pairs on the backup", message_names_pairs_on_the_backup},
        {"the message names a copy that goes on", message_names_a_copy_that_goes_on},
        {"an undo is done once", undo_is_done_once},
        {"marks are in order", marks_are_in_order},
        {"progress tells every step", progress_tells_every_step},
};

UNIT_MAIN("crossing, ways", tests)
