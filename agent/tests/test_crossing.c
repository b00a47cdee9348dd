/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing.c: whole crossings on the fake hosts: one fault each, and where the guest must be afterwards.
 */
#include <stdio.h>
#include <string.h>

#include "cross.h"
#include "tests/unit.h"

struct expected {
	uint64_t faults;
	enum outcome outcome;
	bool there;          /* the guest runs on the destination */
	bool on_vf;          /* its VF is plugged in there, and in use */
	const char *message; /* part of it; NULL: none */
};

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
	CU_ASSERT_EQUAL(fake.xmls_in_copy, 0);
	CU_ASSERT(fake.prepares <= (e->faults & F(LINK_BREAKS) ? 2u : 1u));
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
	        {F(DETACH_FAILS_LATE), OUTCOME_OK, true, true, NULL},
	        {F(LINK_ENDS_IN_COPY), OUTCOME_OK, true, true, NULL},
	        {F(HANGUP_LOST), OUTCOME_OK, true, true, NULL},
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

/* The guest is asked again as soon as its host answers again, and not when the step's time is over. */
static void
cut_link_is_opened_again(void)
{
	CU_ASSERT_EQUAL(cross(F(LINK_CUT), 1, NULL), OUTCOME_OK);
	CU_ASSERT(report.marks.active - report.marks.adopt < 5000000);
}

static void
nothing_is_changed(void)
{
	static const struct expected all[] = {
	        {F(NO_SOURCE), OUTCOME_SOURCE_UNREACHABLE, false, true, "check the URI with: virsh version"},
	        {F(NO_DESTINATION), OUTCOME_DESTINATION_UNREACHABLE, false, true,
	         "check the URI with: virsh -c test:///right version"},
	        {F(SAME_HOST), OUTCOME_SAME_HOST, false, true, "left, UUID 1: name another"},
	        {F(SAME_HOST) | F(NO_UUID), OUTCOME_SAME_HOST, false, true, "host, left: name another"},
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
		CU_ASSERT_EQUAL(fake.abandons, 0);
	}
}

static void
guest_must_run(void)
{
	CU_ASSERT_EQUAL(cross(F(PAUSED), 1, NULL), OUTCOME_NOT_RUNNING);
	CU_ASSERT_EQUAL(err.code, -EAGAIN);
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
	        {F(DESTINATION_SILENT), OUTCOME_BACK_ON_VF, false, true, "the connection to right is gone"},
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
	        {F(MIGRATE_HANGS), OUTCOME_THERE_ON_BACKUP, true, false,
	         "the call that migrates did not return"},
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
        {"a cut link is opened again", cut_link_is_opened_again},
        {"a check or a refusal changes nothing", nothing_is_changed},
        {"the guest must run", guest_must_run},
        {"goes back", goes_back},
        {"stays there on the backup", stays_there_on_the_backup},
        {"a guest on neither host is lost", lost},
        {"every two faults end", every_two_faults_end},
};

UNIT_MAIN("crossing", tests)
