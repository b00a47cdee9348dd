/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_silent.c: destinations that do not say which VFs or networks they have, for now or for good.
 */
#include <string.h>

#include "cross_vfs.h"
#include "sample_host.h"
#include "tests/unit.h"

#define NAMED "<interface type='hostdev' managed='yes'><source>" VF0 "</source></interface>"
#define POOL  "<interface type='network'><source network='vfpool'/></interface>"

static struct fake_hosts
silent(enum fake_kind kind)
{
	struct fake_hosts hosts = both(kind);

	hosts.silent = true;
	return hosts;
}

/* No driver for node devices and networks. */
static struct fake_hosts
ignorant(enum fake_kind kind)
{
	struct fake_hosts hosts = both(kind);

	hosts.devices[HOST_DESTINATION] = NULL;
	return hosts;
}

static void
required_vf_must_be_known(void)
{
	const struct fake_hosts hosts[] = {silent(FAKE_HOSTDEV), silent(FAKE_POOL), ignorant(FAKE_HOSTDEV),
	                                   ignorant(FAKE_POOL)};

	for (unsigned int i = 0; i < 4; i++) {
		CU_ASSERT_EQUAL(cross_on(&hosts[i], 0, 1, &must), OUTCOME_NO_VF);
		CU_ASSERT(nothing_changed() && said("host right may have no VF for " M1 ": it does not say"));
	}
}

static void
named_one_must_be_looked_at(void)
{
	const struct fake_hosts hosts = silent(FAKE_HOSTDEV);

	CU_ASSERT_EQUAL(cross_given(&hosts, NAMED), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("it does not say which VFs it has: no answer"));
	CU_ASSERT_EQUAL(cross_given(&hosts, POOL), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("it does not say what its network vfpool is: no answer"));
}

/* Where nobody can ever be asked, and it need not be sure. */
static void
else_it_is_noted(void)
{
	const struct fake_hosts hosts[] = {silent(FAKE_HOSTDEV), silent(FAKE_POOL), ignorant(FAKE_HOSTDEV),
	                                   ignorant(FAKE_POOL)};

	for (unsigned int i = 0; i < 4; i++) {
		CU_ASSERT_EQUAL(cross_on(&hosts[i], 0, 1, NULL), OUTCOME_OK);
		CU_ASSERT_PTR_NOT_NULL(
		        strstr(report.steps[0].note, "may have no VF for " M1 ": it does not"));
	}
	CU_ASSERT_EQUAL(cross_given(&hosts[2], NAMED), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "it does not say which VFs it has"));
	CU_ASSERT_EQUAL(cross_given(&hosts[2], POOL), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "it does not say what its network vfpool is"));
}

/* Each question may take a quarter of a minute. */
static void
asked_once_for_all_pairs(void)
{
	const struct fake_hosts hosts[] = {silent(FAKE_HOSTDEV), silent(FAKE_POOL), ignorant(FAKE_HOSTDEV)};
	/* And once for the report, when all is over, where there may be an answer. */
	const unsigned int times[] = {2, 2, 1};

	for (unsigned int i = 0; i < 3; i++) {
		CU_ASSERT_EQUAL(cross_on(&hosts[i], 0, 2, NULL), OUTCOME_OK);
		CU_ASSERT_EQUAL(fake.inventories, times[i]);
	}
}

static const struct unit_test tests[] = {
        {"a required VF must be known", required_vf_must_be_known},
        {"a named one must be looked at", named_one_must_be_looked_at},
        {"else it is noted", else_it_is_noted},
        {"asked once for all pairs", asked_once_for_all_pairs},
};

UNIT_MAIN("crossing, silent hosts", tests)
