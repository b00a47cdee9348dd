/* SPDX-License-Identifier: BSD-3-Clause */
/* test_collect.c: whose failure it is when the guest refuses, or a call to a host fails. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cross_vfs.h"
#include "sample_pf.h"
#include "tests/unit.h"

static struct crossing crossing;

/* Step asked, the guest refuses when the current step is another or the same. */
static void
refuse(enum plan_step asked, enum wire_name name, enum plan_step current)
{
	fake_init(&fake, 0, 2, NULL);
	memset(&report, 0, sizeof(report));
	memset(&crossing, 0, sizeof(crossing));
	crossing.ops = &host_fake;
	crossing.hosts = &fake;
	crossing.report = &report;
	crossing.npairs = 2;
	crossing.pairs[0].asked = crossing.pairs[1].asked = name == WIRE_PREPARE;
	crossing.pairs[0].path = WIRE_PATH_BACKUP;
	crossing.pairs[1].path = WIRE_PATH_VF;
	crossing.request = (struct crossing_request){true, true, asked, name, 5000};
	crossing.guest.asked = name;
	crossing.guest.state = GUEST_REFUSED;
	(void)snprintf(crossing.guest.reply.text, sizeof(crossing.guest.reply.text), "not now");
	crossing.history.begun = true;
	crossing.history.step = current;
	collect_answer(&crossing);
	CU_ASSERT_EQUAL(crossing.guest.state, GUEST_IDLE);
	CU_ASSERT_FALSE(crossing.request.due);
}

static void
fails_the_step_that_asked(void)
{
	refuse(STEP_ARRIVE, WIRE_ARRIVED, STEP_ARRIVE);
	CU_ASSERT_TRUE(crossing.history.failed);
	CU_ASSERT_PTR_NOT_NULL(strstr(crossing.why.text, "not now"));
}

static void
late_fails_nothing_else(void)
{
	refuse(STEP_ARRIVE, WIRE_ARRIVED, STEP_ATTACH);
	CU_ASSERT_FALSE(crossing.history.failed);
	CU_ASSERT_EQUAL(crossing.why.code, 0);
}

static void
keeps_in_mind_who_has_moved(void)
{
	refuse(STEP_PREPARE, WIRE_PREPARE, STEP_PREPARE);
	CU_ASSERT_TRUE(crossing.pairs[0].asked);
	CU_ASSERT_FALSE(crossing.pairs[1].asked);
	CU_ASSERT_TRUE(crossing.history.final);
	CU_ASSERT_EQUAL(crossing.history.untouched, OUTCOME_REFUSED);
}

/* How many VFs are set aside after the call that plugs one in on the destination has ended with ret, in that
 * step. */
static unsigned int
aside_after(int ret, enum plan_step current)
{
	static struct inventory inventory;
	struct crossing_pair *p = &crossing.pairs[0];

	fake_init(&fake, 0, 1, NULL);
	memset(&crossing, 0, sizeof(crossing));
	crossing.ops = &host_fake;
	crossing.hosts = &fake;
	crossing.report = &report;
	crossing.npairs = 1;
	crossing.history.step = current;
	sample_inventory(&inventory, three);
	crossing.inventory[HOST_DESTINATION] = &inventory;
	p->device[HOST_DESTINATION].nic.managed = true;
	(void)snprintf(p->device[HOST_DESTINATION].nic.host, 13, "0000:01:10.0");
	p->choose[HOST_DESTINATION] = true;
	p->task_step = STEP_ATTACH;
	p->task = calloc(1, sizeof(*p->task));
	CU_ASSERT_PTR_NOT_NULL_FATAL(p->task);
	if (!p->task)
		return 0;
	*p->task = (struct host_task){.done = true, .ret = ret, .why = "it failed"};
	collect_tasks(&crossing);
	CU_ASSERT_PTR_NULL(p->task);
	CU_ASSERT_EQUAL(p->again[HOST_DESTINATION], crossing.naside[HOST_DESTINATION] > 0);
	return crossing.naside[HOST_DESTINATION];
}

static void
vf_is_set_aside_for_its_own_sake(void)
{
	CU_ASSERT_EQUAL(aside_after(0, STEP_ADOPT), 0);
	CU_ASSERT_EQUAL(aside_after(-EIO, STEP_ADOPT), 1);
	CU_ASSERT_EQUAL(aside_after(-EINVAL, STEP_ADOPT), 1);
	CU_ASSERT_EQUAL(aside_after(-ENOTCONN, STEP_ADOPT), 0);
	CU_ASSERT_EQUAL(aside_after(-ENOMEM, STEP_ADOPT), 0);
	CU_ASSERT_EQUAL(aside_after(-EAGAIN, STEP_ADOPT), 0);
}

/* Where the next VF may do better, that attempt does not count. */
static void
attempt_is_replaced_for_the_vfs_sake(void)
{
	static const int of_all[] = {-EOPNOTSUPP, -EINVAL, -ENOENT};

	CU_ASSERT_EQUAL(aside_after(-EIO, STEP_ATTACH), 1);
	CU_ASSERT_TRUE(crossing.history.instead);
	CU_ASSERT_EQUAL(aside_after(-EIO, STEP_ADOPT), 1);
	CU_ASSERT_FALSE(crossing.history.instead);
	for (size_t i = 0; i < sizeof(of_all) / sizeof(of_all[0]); i++) {
		CU_ASSERT_EQUAL(aside_after(of_all[i], STEP_ATTACH), 1);
		CU_ASSERT_FALSE(crossing.history.instead);
	}
}

static const struct unit_test tests[] = {
        {"a refusal fails the step that asked", fails_the_step_that_asked},
        {"a late refusal fails nothing else", late_fails_nothing_else},
        {"a VF is set aside for its own sake", vf_is_set_aside_for_its_own_sake},
        {"an attempt is replaced for the VF's sake", attempt_is_replaced_for_the_vfs_sake},
        {"a refusal keeps in mind who has moved", keeps_in_mind_who_has_moved},
};

UNIT_MAIN("collect", tests)
