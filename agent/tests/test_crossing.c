/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing.c: whole crossings on the fake hosts: one fault each, and where the guest must be afterwards.
 */
#include <stdio.h>
#include <string.h>

#include "crossing_impl.h"
#include "host_fake.h"
#include "tests/unit.h"

#define F(fault) (1ull << FAKE_##fault)

static struct fake fake;
static struct report report;
static struct err err;

struct expected {
	uint64_t faults;
	enum outcome outcome;
	bool there;          /* the guest runs on the destination */
	bool on_vf;          /* its VF is plugged in there, and in use */
	const char *message; /* part of it; NULL: none */
};

static enum outcome
cross(uint64_t faults, unsigned int pairs, const struct crossing_wish *options)
{
	struct crossing_wish wish = options ? *options : (struct crossing_wish){.live = true};

	wish.destination_uri = "test:///right";
	wish.domain = "vnf";
	memset(&err, 0, sizeof(err));
	fake_init(&fake, faults, pairs);
	return crossing_run_on(&host_fake, &fake, &wish, NULL, NULL, &report, &err);
}

static void
check_end(const struct expected *e, enum outcome outcome)
{
	enum host_side side = e->there ? HOST_DESTINATION : HOST_SOURCE;

	if (outcome != e->outcome || (e->message && !strstr(err.text, e->message)))
		printf("\n    faults %llx: %s, \"%s\"", (unsigned long long)e->faults, outcome_name(outcome),
		       err.text);
	CU_ASSERT_EQUAL(outcome, e->outcome);
	CU_ASSERT_EQUAL(fake.state[side], HOST_RUNNING);
	CU_ASSERT_EQUAL(fake.pairs[0].plugged[side] && fake.pairs[0].path == WIRE_PATH_VF, e->on_vf);
	CU_ASSERT(!e->message || strstr(err.text, e->message));
	CU_ASSERT_EQUAL(outcome == OUTCOME_OK, err.code == 0);
	CU_ASSERT_STRING_EQUAL(report.message, err.text);
	CU_ASSERT_EQUAL(report.outcome, outcome);
	CU_ASSERT_EQUAL(fake.tasks, 0);
	CU_ASSERT_FALSE(fake.link_open);
	/* What the domain was allowed before is allowed again, where it is now. */
	if (report.marks.copy && !fake.down[side])
		CU_ASSERT_EQUAL(fake.max_downtime_ms[side], 500);
}

static void
run_all(const struct expected *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_end(&all[i], cross(all[i].faults, 1, NULL));
}

#define RUN_ALL(all) run_all(all, sizeof(all) / sizeof((all)[0]))

static void
arrives(void)
{
	static const struct expected all[] = {
	        {0, OUTCOME_OK, true, true, NULL},
	        {F(NOISE), OUTCOME_OK, true, true, NULL},
	        {F(FIRST_HELLO_LOST), OUTCOME_OK, true, true, NULL},
	        {F(LINK_BREAKS), OUTCOME_OK, true, true, NULL},
	        {F(CANNOT_SAY), OUTCOME_OK, true, true, NULL},
	        {F(NO_VF_THERE), OUTCOME_OK, true, true, NULL},
	        {F(DETACH_FAILS_ONCE), OUTCOME_OK, true, true, NULL},
	        {F(DETACH_LOST_ONCE), OUTCOME_OK, true, true, NULL},
	        {F(EVENTS_LOST), OUTCOME_OK, true, true, NULL},
	        {F(EVENTS_LOST) | F(DETACH_LOST_ONCE), OUTCOME_OK, true, true, NULL},
	        {F(STOP_TOO_LATE), OUTCOME_OK, true, true, NULL},
	        {F(ARRIVED_SILENT), OUTCOME_OK, true, true, NULL},
	        {F(ATTACH_FAILS_ONCE), OUTCOME_OK, true, true, NULL},
	        {F(ADOPT_REFUSED_ONCE), OUTCOME_OK, true, true, NULL},
	        {F(NEVER_CONVERGES), OUTCOME_OK, true, true, NULL},
	};

	RUN_ALL(all);
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
nothing_is_changed(void)
{
	static const struct expected all[] = {
	        {F(NO_SOURCE), OUTCOME_SOURCE_UNREACHABLE, false, true, "libvirt's default URI"},
	        {F(NO_DESTINATION), OUTCOME_DESTINATION_UNREACHABLE, false, true, "test:///right"},
	        {F(SAME_HOST), OUTCOME_SAME_HOST, false, true, "left"},
	        {F(NO_DOMAIN), OUTCOME_NO_DOMAIN, false, true, "virsh list --all"},
	        {F(NO_CHANNEL), OUTCOME_NO_CHANNEL, false, true, "org.vferry.0"},
	        {F(NO_VF_IN_XML), OUTCOME_NO_PAIR, false, true, "vferry pairs"},
	        {F(JOB_RUNS), OUTCOME_BUSY, false, true, "domjobabort"},
	        {F(ACTIVE_THERE), OUTCOME_ERROR, false, true, "active on right already"},
	        {F(LINK_HELD), OUTCOME_BUSY, false, true, "holds"},
	        {F(GUEST_SILENT), OUTCOME_NO_LIBRARY, false, true, "net_vferry"},
	        {F(UNKNOWN_PAIR), OUTCOME_NO_PAIR, false, true, "--vdev net_vferry0,mac=52:54:00:00:00:01"},
	        {F(OTHER_VERSION), OUTCOME_VERSION, false, true, "version"},
	        {F(PREPARE_REFUSED), OUTCOME_REFUSED, false, true, "not now"},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		check_end(&all[i], cross(all[i].faults, 1, NULL));
		CU_ASSERT_EQUAL(fake.pairs[0].detaches, 0);
		CU_ASSERT_EQUAL(report.marks.released, 0);
	}
}

static void
guest_must_run(void)
{
	CU_ASSERT_EQUAL(cross(F(PAUSED), 1, NULL), OUTCOME_NOT_RUNNING);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "virsh resume"));
	CU_ASSERT_EQUAL(cross(F(SHUT_OFF), 1, NULL), OUTCOME_NOT_RUNNING);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "virsh start"));
}

static void
goes_back(void)
{
	static const struct expected all[] = {
	        {F(DETACH_NEVER), OUTCOME_BACK_ON_VF, false, true, "did not give up the VF's slot"},
	        {F(REMOVAL_FAILED), OUTCOME_BACK_ON_VF, false, true, "refused to give up"},
	        {F(MIGRATE_FAILS), OUTCOME_BACK_ON_VF, false, true, "migrate: channel error"},
	        {F(MIGRATE_FAILS_PAUSED), OUTCOME_BACK_ON_VF, false, true, "channel error"},
	        {F(DESTINATION_DIES), OUTCOME_BACK_ON_VF, false, true, "the guest runs on left"},
	        {F(SOURCE_RESTARTS), OUTCOME_BACK_ON_VF, false, true, "the connection broke"},
	        {F(STOP_IN_COPY), OUTCOME_BACK_ON_VF, false, true, "interrupted"},
	        {F(MIGRATE_FAILS) | F(ATTACH_FAILS_ONCE), OUTCOME_BACK_ON_VF, false, true, "channel error"},
	        {F(MIGRATE_FAILS) | F(ADOPT_REFUSED_ONCE), OUTCOME_BACK_ON_VF, false, true, "channel error"},
	        {F(MIGRATE_FAILS) | F(ATTACH_FAILS), OUTCOME_BACK_ON_BACKUP, false, false,
	         "on left, its traffic on the backup"},
	        {F(MIGRATE_FAILS) | F(ADOPT_REFUSED), OUTCOME_BACK_ON_BACKUP, false, false, "channel error"},
	        {F(DETACH_NEVER) | F(ABANDON_REFUSED), OUTCOME_BACK_ON_BACKUP, false, false, "slot"},
	        {F(PREPARE_HANGS), OUTCOME_BACK_ON_VF, false, true, "did not say that it has let its VF go"},
	};

	RUN_ALL(all);
}

static void
stays_there_on_the_backup(void)
{
	static const struct expected all[] = {
	        {F(ATTACH_FAILS), OUTCOME_THERE_ON_BACKUP, true, false, "no VF is free"},
	        {F(ATTACH_HANGS), OUTCOME_THERE_ON_BACKUP, true, false, "right, its traffic on the backup"},
	        {F(ADOPT_REFUSED), OUTCOME_THERE_ON_BACKUP, true, false, "not now"},
	};

	RUN_ALL(all);
}

static void
lost(void)
{
	CU_ASSERT_EQUAL(cross(F(GUEST_LOST), 1, NULL), OUTCOME_LOST);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "neither left nor right"));
	CU_ASSERT_EQUAL(cross(F(THERE_UNREACHABLE), 1, NULL), OUTCOME_LOST);
	/* The destination was asked again and again meanwhile. */
	CU_ASSERT(fake.opens > 20);
}

static void
require_vf_refuses_to_start(void)
{
	struct crossing_wish wish = {.live = true, .require_vf = true};

	CU_ASSERT_EQUAL(cross(F(NO_VF_THERE), 1, &wish), OUTCOME_NO_VF);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "all VFs are in use"));
	CU_ASSERT_EQUAL(cross(F(CANNOT_SAY), 1, &wish), OUTCOME_OK);
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
	struct crossing_wish wish = {.live = true};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		wish.dest_vf_xml = bad[i];
		CU_ASSERT_EQUAL(cross(0, 1, &wish), OUTCOME_BAD_DEST_VF);
		CU_ASSERT_EQUAL(fake.pairs[0].detaches, 0);
	}
	wish.dest_vf_xml = "<interface type='bridge'><model type='e1000e'/></interface>";
	CU_ASSERT_EQUAL(cross(0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "2 pairs"));
	CU_ASSERT_EQUAL(cross(0, 1, &wish), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "e1000e"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "52:54:00:00:00:01"));
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

static void
late_copy_is_suspended(void)
{
	struct crossing_wish wish = {.live = true, .timeout_s = 5};

	CU_ASSERT_EQUAL(cross(F(SLOW_COPY), 1, &wish), OUTCOME_OK);
	CU_ASSERT(fake.suspended);
	CU_ASSERT(report.marks.end - report.marks.copy < 10000000);
	wish.timeout_s = 0;
	CU_ASSERT_EQUAL(cross(F(SLOW_COPY), 1, &wish), OUTCOME_OK);
	CU_ASSERT_FALSE(fake.suspended);
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

	fake_init(&fake, F(MIGRATE_FAILS), 1);
	begins = ends = 0;
	crossing_run_on(&host_fake, &fake, &wish, count_progress, NULL, &report, &err);
	CU_ASSERT_EQUAL(begins, report.nsteps);
	CU_ASSERT_EQUAL(ends, report.nsteps);
}

/* Whatever two things go wrong, it ends, and says where the guest is. */
static void
every_two_faults_end(void)
{
	for (unsigned int a = 0; a < FAKE_FAULTS; a++)
		for (unsigned int b = a; b < FAKE_FAULTS; b++) {
			enum outcome outcome = cross(1ull << a | 1ull << b, 2, NULL);
			bool here = fake.state[HOST_SOURCE] == HOST_RUNNING && !fake.down[HOST_SOURCE];
			bool there = fake.state[HOST_DESTINATION] == HOST_RUNNING;
			bool vf = fake.pairs[0].path == WIRE_PATH_VF && fake.pairs[1].path == WIRE_PATH_VF;

			CU_ASSERT(report.marks.end - report.marks.start < 600000000);
			CU_ASSERT_EQUAL(fake.tasks, 0);
			if (outcome == OUTCOME_OK)
				CU_ASSERT(there && vf);
			if (outcome == OUTCOME_BACK_ON_VF || outcome == OUTCOME_BACK_ON_BACKUP)
				CU_ASSERT(here && vf == (outcome == OUTCOME_BACK_ON_VF));
			if (outcome == OUTCOME_THERE_ON_BACKUP)
				CU_ASSERT(there && !here && !vf);
			if (outcome >= 10 && outcome < 30)
				CU_ASSERT(fake.pairs[0].plugged[HOST_SOURCE] && vf && !report.marks.released);
		}
}

static const struct unit_test tests[] = {
        {"arrives on the VF", arrives},
        {"plugs in silence", plugs_in_silence},
        {"a check or a refusal changes nothing", nothing_is_changed},
        {"the guest must run", guest_must_run},
        {"goes back", goes_back},
        {"stays there on the backup", stays_there_on_the_backup},
        {"a guest on neither host is lost", lost},
        {"--require-vf refuses to start", require_vf_refuses_to_start},
        {"a missing VF is noted", missing_vf_is_noted},
        {"a bad --dest-vf changes nothing", bad_dest_vf_changes_nothing},
        {"several pairs at once", several_pairs},
        {"a late copy is suspended", late_copy_is_suspended},
        {"a stop acts at once", stop_acts_at_once},
        {"marks are in order", marks_are_in_order},
        {"progress tells every step", progress_tells_every_step},
        {"every two faults end", every_two_faults_end},
};

UNIT_MAIN("crossing", tests)
