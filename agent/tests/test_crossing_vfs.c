/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_vfs.c: crossings between hosts with VFs: which one the guest gets there.
 * test_crossing_unfit.c and test_crossing_bad.c have what is refused. */
#include <stdlib.h>
#include <string.h>

#include "cross_vfs.h"
#include "sample_host.h"
#include "tests/unit.h"

static void
same_address_when_it_is_free(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 1);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V0);
}

static void
another_one_when_it_is_taken(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.domains[HOST_DESTINATION] = takes_v0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 1);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
}

static void
one_of_a_pool_comes_last(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.network = "<network connections='0'><name>vfpool</name><forward mode='hostdev'>" VF0 VF1
	                "</forward></network>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V2);
	hosts.broken[0] = V2;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V0);
	CU_ASSERT_EQUAL(cross_given(&hosts, "<interface type='hostdev' managed='yes'><source>" VF1
	                                    "</source></interface>"),
	                OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note,
	                              "VF " V1 " is of network vfpool, which may hand it "
	                              "out to others as well"));
}

/* libvirt does not tell whether the host has an address on it. */
static void
one_that_is_up_is_left_alone(void)
{
	static const char *const up[] = {PF_DEVICE("1", VF0 VF1),
	                                 VF0_DEVICE(DRIVER("igbvf")),
	                                 VF1_DEVICE(DRIVER("vfio-pci")),
	                                 PF_NET,
	                                 NET_DEVICE("pci_0000_01_10_0", "eth3", "02:00:00:00:01:10", "up"),
	                                 NULL};
	static const char *const takes_v1[] = {USES("o", "52:54:00:00:00:99", "0x10", "0x2", ""), NULL};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.devices[HOST_DESTINATION] = up;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
	/* Also where there is no other. */
	hosts.broken[0] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_THERE_ON_BACKUP);
	for (unsigned int i = 0; i < fake.tries; i++)
		CU_ASSERT_STRING_EQUAL(fake.tried[i], V1);
	hosts.domains[HOST_DESTINATION] = takes_v1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("VF " V0 " is the host's eth3, which is up: take that down"));
}

/* As when another crossing, or an administrator, took it after the checks. */
static void
failed_ones_are_set_aside(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.broken[0] = V0;
	hosts.broken[1] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 3);
	CU_ASSERT_STRING_EQUAL(fake.tried[0], V0);
	CU_ASSERT_STRING_EQUAL(fake.tried[1], V1);
	CU_ASSERT_STRING_EQUAL(fake.tried[2], V2);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V2);
	CU_ASSERT_PTR_NOT_NULL_FATAL(step("attach"));
	CU_ASSERT_STRING_EQUAL(step("attach")->note, "VF " V1 " after " V0 " (the VF is in use); VF " V2
	                                             " after " V1 " (the VF is in use)");
	hosts.broken[2] = V2;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_THERE_ON_BACKUP);
	/* All, then as often as a step is tried anyway. */
	CU_ASSERT_EQUAL(fake.tries, 3 + 4);
	CU_ASSERT_STRING_EQUAL(fake.tried[3], V0);
}

static void
busy_domain_sets_none_aside(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	CU_ASSERT_EQUAL(cross_on(&hosts, F(ATTACH_BUSY_ONCE), 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.attaches, 2);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V0);
}

/* What it said in the checks holds as long as it says nothing newer. */
static void
host_that_falls_silent(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.answers = 1;
	hosts.domains[HOST_DESTINATION] = takes_all;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT(fake.tries == 0 && fake.inventories > 1);
	hosts.domains[HOST_DESTINATION] = NULL;
	hosts.broken[0] = V0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
}

static void
asked_once_for_all_pairs(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.broken[0] = V0;
	hosts.broken[1] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_PTR_NOT_NULL_FATAL(step("attach"));
	/* In the checks, and at each attempt. */
	CU_ASSERT_EQUAL(fake.inventories, 1 + step("attach")->attempts);
}

static void
pairs_never_share_one(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.domains[HOST_DESTINATION] = takes_v0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &must), OUTCOME_OK);
	CU_ASSERT_STRING_NOT_EQUAL(fake.pairs[0].host[HOST_DESTINATION],
	                           fake.pairs[1].host[HOST_DESTINATION]);
	hosts.broken[0] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT(fake.pairs[0].plugged[HOST_DESTINATION] != fake.pairs[1].plugged[HOST_DESTINATION]);
}

static void
none_free(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.domains[HOST_DESTINATION] = takes_all;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("no VF of PF eth2 is free, it has 3"));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "is free, it has"));
	CU_ASSERT(fake.tries == 0 && said("is free, it has"));
	hosts.domains[HOST_DESTINATION] = NULL;
	hosts.devices[HOST_DESTINATION] = none;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("its PF eth2 has no VFs"));
	hosts.devices[HOST_DESTINATION] = no_pf;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("no PF that could have any"));
}

/* What can go wrong with emulated VFs, with real ones. */
static void
every_fault_ends(void)
{
	for (enum fake_kind kind = FAKE_HOSTDEV; kind <= FAKE_POOL; kind++)
		for (unsigned int fault = 0; fault < FAKE_FAULTS; fault++) {
			struct fake_hosts hosts = both(kind);
			const struct crossing_wish named = {.live = true, .vf = "ua-vf0", .backup = "net0"};
			enum outcome outcome;
			bool vf;

			hosts.devices[HOST_DESTINATION] = with_mac;
			outcome = cross_on(&hosts, 1ull << fault, 1, &named);
			vf = fake.pairs[0].path == WIRE_PATH_VF;
			CU_ASSERT(report.marks.end - report.marks.start < 600000000);
			CU_ASSERT_EQUAL(fake.tasks, 0);
			CU_ASSERT(outcome != OUTCOME_OK || (fake.pairs[0].plugged[HOST_DESTINATION] && vf));
			CU_ASSERT(outcome != OUTCOME_BACK_ON_VF ||
			          (fake.pairs[0].plugged[HOST_SOURCE] && vf));
			CU_ASSERT(outcome != OUTCOME_THERE_ON_BACKUP || !vf);
		}
}

static void
way_back_takes_another_one(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	CU_ASSERT_EQUAL(cross_on(&hosts, F(MIGRATE_FAILS), 1, NULL), OUTCOME_BACK_ON_VF);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_SOURCE], V0);
	CU_ASSERT_EQUAL(cross_on(&hosts, F(MIGRATE_FAILS) | F(ATTACH_FAILS_ONCE), 1, NULL),
	                OUTCOME_BACK_ON_VF);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_SOURCE], V1);
}

/* For scripts/check-schemas.py, which reads it with the schema's validator. */
static void
keep_report(void)
{
	const char *path = getenv("VFERRY_TEST_REPORT");
	json_t *json = report_json(&report);

	if (path)
		CU_ASSERT_EQUAL(report_write(json, path, &err), 0);
	json_decref(json);
}

static void
report_tells_which_vfs(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);
	const struct report_pair *pair = &report.pairs[0];

	hosts.vlan = hosts.backup_vlan = "<vlan><tag id='42'/></vlan>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_EQUAL(pair->vlan, 42);
	CU_ASSERT_STRING_EQUAL(pair->source_vf.host, "left");
	CU_ASSERT_STRING_EQUAL(pair->source_vf.pci, V0);
	CU_ASSERT_EQUAL(pair->source_vf.index, 0);
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.host, "right");
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pci, V1);
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pf, "0000:01:00.0");
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pf_netdev, "eth2");
	CU_ASSERT_EQUAL(pair->destination_vf.index, 1);
	keep_report();
	/* What the host does not say is not told. */
	hosts.devices[HOST_DESTINATION] = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pci, V1);
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pf, "");
	CU_ASSERT_EQUAL(pair->destination_vf.index, -1);
	CU_ASSERT_EQUAL(cross(0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(pair->source_vf.pci, "");
	/* Its domain tells where each is, also when nothing more is asked. */
	hosts.devices[HOST_SOURCE] = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, F(GUEST_SILENT), 2, NULL), OUTCOME_NO_LIBRARY);
	CU_ASSERT_STRING_EQUAL(report.pairs[1].source_vf.pci, V1);
}

static void
report_is_completed_at_the_end(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);
	const struct report_vf *vf = &report.pairs[0].destination_vf;
	uint64_t elapsed_us;

	hosts.deaf = 1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.inventories, 2);
	CU_ASSERT_STRING_EQUAL(vf->pf_netdev, "eth2");
	CU_ASSERT_EQUAL(vf->index, 1);
	elapsed_us = report.marks.end - report.marks.start;
	/* Asked once, and not on the guest's time. */
	hosts.deaf = 9;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.inventories, 2);
	CU_ASSERT_EQUAL(vf->index, -1);
	CU_ASSERT_EQUAL(report.marks.end - report.marks.start, elapsed_us);
	/* Nor where nothing was changed. */
	CU_ASSERT_EQUAL(cross_on(&hosts, F(GUEST_SILENT), 1, NULL), OUTCOME_NO_LIBRARY);
	CU_ASSERT_EQUAL(fake.inventories, 1);
}

static const struct unit_test tests[] = {
        {"the report tells which VFs", report_tells_which_vfs},
        {"the report is completed at the end", report_is_completed_at_the_end},
        {"the same address when it is free", same_address_when_it_is_free},
        {"another one when it is taken", another_one_when_it_is_taken},
        {"one of a pool comes last", one_of_a_pool_comes_last},
        {"one that is up is left alone", one_that_is_up_is_left_alone},
        {"failed ones are set aside", failed_ones_are_set_aside},
        {"a busy domain sets none aside", busy_domain_sets_none_aside},
        {"a host that falls silent", host_that_falls_silent},
        {"asked once for all pairs", asked_once_for_all_pairs},
        {"pairs never share one", pairs_never_share_one},
        {"none free", none_free},
        {"every fault ends", every_fault_ends},
        {"the way back takes another one", way_back_takes_another_one},
};

UNIT_MAIN("crossing, VFs", tests)
