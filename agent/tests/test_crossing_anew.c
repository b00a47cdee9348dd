/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_anew.c: crossings whose VF is chosen anew, as that of the checks is not to be had when it is
 * to be plugged in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cross_vfs.h"
#include "sample_host.h"
#include "sample_pf.h"
#include "steps.h"
#include "tests/unit.h"

/* The copy took its time: another guest has V0, which was free in the checks. */
static void
looked_at_again_first(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.later = takes_v0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 1);
	CU_ASSERT_STRING_EQUAL(fake.tried[0], V1);
	CU_ASSERT_PTR_NOT_NULL_FATAL(step("attach"));
	CU_ASSERT_EQUAL(step("attach")->attempts, 1);
	CU_ASSERT_STRING_EQUAL(step("attach")->note, "VF " V1 " by now, not " V0);
	/* What it said before holds where it does not answer. */
	hosts.answers = 1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.tried[0], V0);
	CU_ASSERT_STRING_EQUAL(fake.tried[1], V1);
}

/* In the checks there was none that this could be another than. */
static void
one_that_is_free_by_now(void)
{
	static const char *const takes_others[] = {USES("o", "52:54:00:00:00:98", "0x10", "0x2", ""),
	                                           USES("o", "52:54:00:00:00:99", "0x10", "0x4", ""), NULL};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.domains[HOST_DESTINATION] = takes_all;
	hosts.freed = true;
	hosts.later = takes_v0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(step("attach"));
	CU_ASSERT_STRING_EQUAL(step("attach")->note, "VF " V1 " by now");
	hosts.later = takes_others;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(step("attach")->note, "VF " V0 " by now");
}

/* As when many guests come to one host at the same time. */
static void
more_than_a_step_has_attempts(void)
{
	static const char *const taken[] = {"0001:80:00.0", "0001:80:00.1", "0001:80:00.2", "0001:80:00.3",
	                                    "0001:80:00.4", "0001:80:00.5", "0001:80:00.6"};
	const char *const eight[] = {sample_pf(1, 8), NULL};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.devices[HOST_SOURCE] = hosts.devices[HOST_DESTINATION] = eight;
	hosts.has[0] = taken[0];
	memcpy(hosts.broken, taken, sizeof(taken));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 8);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], "0001:80:00.7");
}

/* One pair has no VF: its attempts, which fail at once, do not end the step under the other one's call. */
static void
slow_one_is_waited_for(void)
{
	static const char *const takes_two[] = {USES("o", "52:54:00:00:00:97", "0x10", "0x0", ""),
	                                        USES("o", "52:54:00:00:00:98", "0x10", "0x2", ""), NULL};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.domains[HOST_DESTINATION] = takes_two;
	hosts.slow = V2;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_EQUAL(fake.tries, 1);
	CU_ASSERT(fake.pairs[0].plugged[HOST_DESTINATION] && fake.pairs[0].path == WIRE_PATH_VF);
	CU_ASSERT(said("1 of 2 pairs on the backup: 52:54:00:00:00:02"));
}

#define OTHER_PF_NET NET_DEVICE("pci_0000_02_00_0", "eth9", "02:00:00:00:02:00", "up")
/* eth9 has none. */
static const char *const there[] = {PF_DEVICE("1", VF0 VF1),
                                    VF0_DEVICE(""),
                                    VF1_DEVICE(""),
                                    PF_NET,
                                    PF_DEVICE("2", ""),
                                    OTHER_PF_NET,
                                    NULL};

/* Its PF has none free, which says nothing of what the other pair's PF has. */
static void
pair_without_any_keeps_others_aside(void)
{
	static const char *const here[] = {
	        PF_DEVICE("1", VF0 VF1),
	        VF0_DEVICE(""),
	        VF1_DEVICE(""),
	        PF_NET,
	        PF_DEVICE("2", "<address domain='0' bus='0x02' slot='0x10' function='0'/>"),
	        VF_DEVICE("2", "10_0", "16", "0", "", "11"),
	        OTHER_PF_NET,
	        NULL};
	struct fake_hosts hosts = {.kind = FAKE_HOSTDEV, .devices = {here, there}};

	hosts.has[0] = "0000:02:10.0";
	hosts.has[1] = hosts.broken[0] = V0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_EQUAL(fake.tries, 2);
	CU_ASSERT_STRING_EQUAL(fake.tried[0], V0);
	CU_ASSERT_STRING_EQUAL(fake.tried[1], V1);
	CU_ASSERT(fake.pairs[1].plugged[HOST_DESTINATION]);
	/* Where all of its own have failed, they take turns. */
	hosts.broken[1] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT(fake.tries > 4);
	for (unsigned int i = 0; i < fake.tries; i++)
		CU_ASSERT_STRING_EQUAL(fake.tried[i], i % 2 ? V1 : V0);
}

/* What the pair says that has none, when the other one tries its only one again. */
static void
failure_is_of_the_pair_that_fails(void)
{
	static struct crossing crossing;
	static struct fake_hosts hosts = {.devices = {there, there}};
	static char xml[] = "<interface type='hostdev' managed='yes'><source>" VF0 "</source></interface>";
	struct devxml *device = &crossing.pairs[1].device[HOST_DESTINATION];
	struct err why = {0};

	fake_init(&fake, 0, 2, &hosts);
	crossing.ops = &host_fake;
	crossing.hosts = &fake;
	crossing.report = &report;
	crossing.side = HOST_DESTINATION;
	crossing.npairs = 2;
	(void)snprintf(crossing.pairs[0].pf_netdev, sizeof(crossing.pairs[0].pf_netdev), "eth9");
	(void)snprintf(crossing.pairs[1].pf_netdev, sizeof(crossing.pairs[1].pf_netdev), "eth2");
	crossing.pairs[0].again[HOST_DESTINATION] = crossing.pairs[1].again[HOST_DESTINATION] = true;
	*device = (struct devxml){.text = xml, .nic = {.type = "hostdev", .host = V0, .managed = true}};
	memcpy(crossing.aside[HOST_DESTINATION][0], V0, sizeof(V0));
	memcpy(crossing.aside[HOST_DESTINATION][1], V1, sizeof(V1));
	crossing.naside[HOST_DESTINATION] = 2;
	CU_ASSERT(step_attach(&crossing, &why) < 0);
	CU_ASSERT_PTR_NULL(crossing.pairs[0].task);
	CU_ASSERT_PTR_NOT_NULL_FATAL(crossing.pairs[1].task);
	CU_ASSERT_PTR_NOT_NULL(strstr(why.text, "its PF eth9 has no VFs"));
	CU_ASSERT_EQUAL(host_fake.result(&fake, crossing.pairs[1].task, &why), 0);
	free(crossing.inventory[HOST_DESTINATION]);
}

/* The message is about what keeps the guest on the backup. */
static void
failure_that_is_overcome_is_not_told(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.broken[0] = V0;
	CU_ASSERT_EQUAL(cross_on(&hosts, F(ADOPT_REFUSED), 1, &must), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
	CU_ASSERT(said("adopt: the guest refuses"));
	/* Nor one that an undo's own failure comes after; one that nothing overcame is. */
	CU_ASSERT_EQUAL(cross_on(&hosts, F(MIGRATE_FAILS) | F(DETACH_FAILS_ONCE), 1, &must),
	                OUTCOME_BACK_ON_VF);
	CU_ASSERT(said("migrate: channel error"));
	CU_ASSERT_EQUAL(cross_on(&hosts, F(MIGRATE_FAILS) | F(ATTACH_FAILS), 1, &must),
	                OUTCOME_BACK_ON_BACKUP);
	CU_ASSERT(said("migrate: channel error"));
	CU_ASSERT_EQUAL(cross_on(&hosts, F(ATTACH_FAILS_THERE), 1, &must), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT(said("attach: no VF is free"));
}

#define POOL(more)                                                                                         \
	"<network><name>vfpool</name><forward mode='hostdev' managed='yes'>" VF0 VF1 VF2 "</forward>" more \
	"</network>"

/* libvirt would give the same one again: after it has, one of the pool's is named. */
static void
pool_gives_a_broken_one(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.network = POOL("");
	hosts.broken[0] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 2);
	CU_ASSERT_STRING_EQUAL(fake.tried[0], V1);
	CU_ASSERT_STRING_EQUAL(fake.tried[1], V2);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "type=\"hostdev\" managed=\"yes\""));
	CU_ASSERT(strstr(fake.attached, M1) && strstr(fake.attached, "ua-vf0"));
	CU_ASSERT_PTR_NOT_NULL_FATAL(step("attach"));
	CU_ASSERT_STRING_EQUAL(step("attach")->note,
	                       "VF " V2 " after that of network vfpool (the VF is in use)");
	/* It stays with the pool's. */
	hosts.broken[1] = V2;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 4);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V0);
	hosts.network = "<network><name>vfpool</name><forward mode='hostdev'>" VF1 VF2 "</forward></network>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "managed=\"no\""));
	for (unsigned int i = 0; i < fake.tries; i++)
		CU_ASSERT_STRING_NOT_EQUAL(fake.tried[i], V0);
}

/* A model tells that QEMU emulates the NIC only where it is one that stands for a VF. */
static void
pool_by_a_nic_with_a_model(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	/* An address on the source would tell of a VF too. */
	hosts.has[0] = NULL;
	hosts.network = POOL("");
	hosts.broken[0] = V1;
	CU_ASSERT_EQUAL(cross_given(&hosts, "<interface type='network'><source network='vfpool'/><model "
	                                    "type='rtl8139'/></interface>"),
	                OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 2);
	CU_ASSERT_STRING_EQUAL(fake.tried[1], V2);
}

/* Where the host tells no pool, or none of its VFs is free, libvirt goes on to choose. */
static void
pool_that_cannot_be_read(void)
{
	static const char *const bound[] = {PF_DEVICE("1", VF0 VF1 VF2),
	                                    VF0_DEVICE(DRIVER("vfio-pci")),
	                                    VF1_DEVICE(""),
	                                    VF2_DEVICE(""),
	                                    PF_NET,
	                                    NULL};
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.broken[0] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_EQUAL(fake.tries, 5);
	hosts.network = POOL("");
	hosts.domains[HOST_DESTINATION] = takes_all;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_EQUAL(fake.tries, 5);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "vfpool"));
	/* Or where a VF would lack what libvirt gives it. */
	hosts.network = POOL("<virtualport type='802.1Qbh'/>");
	hosts.domains[HOST_DESTINATION] = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_EQUAL(fake.tries, 5);
	/* Nor does a free VF of the host that is not the pool's keep the step going. */
	hosts.devices[HOST_DESTINATION] = bound;
	hosts.network = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_EQUAL(fake.tries, 5);
}

static void
pools_tag_is_kept(void)
{
	const struct crossing_dest_vf pool = {
	        .xml = "<interface type='network'><source network='vfpool'/></interface>"};
	const struct crossing_wish wish = {
	        .live = true, .vf = "ua-vf0", .backup = "net0", .dest_vfs = &pool, .ndest_vfs = 1};
	struct fake_hosts hosts = both(FAKE_PLAIN);

	hosts.network = POOL("<vlan><tag id='42'/></vlan>");
	hosts.backup_vlan = "<vlan><tag id='42'/></vlan>";
	hosts.broken[0] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V2);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "<tag id=\"42\"/>"));
}

static const struct unit_test tests[] = {
        {"looked at again first", looked_at_again_first},
        {"one that is free by now", one_that_is_free_by_now},
        {"a slow one is waited for", slow_one_is_waited_for},
        {"a pair without any keeps others' aside", pair_without_any_keeps_others_aside},
        {"a failure is of the pair that fails", failure_is_of_the_pair_that_fails},
        {"a failure that is overcome is not told", failure_that_is_overcome_is_not_told},
        {"a pool gives a broken one", pool_gives_a_broken_one},
        {"a pool, by a NIC with a model", pool_by_a_nic_with_a_model},
        {"a pool that cannot be read", pool_that_cannot_be_read},
        {"a pool's tag is kept", pools_tag_is_kept},
        {"more than a step has attempts", more_than_a_step_has_attempts},
};

UNIT_MAIN("crossing, anew", tests)
