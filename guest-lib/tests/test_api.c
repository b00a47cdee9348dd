/* SPDX-License-Identifier: BSD-3-Clause */
/* test_api.c: the control thread and the application: calls of other threads, pairs that come and go,
 * vferry.h. */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "control.h"
#include "host_end.h"
#include "tests/unit.h"
#include "vferry.h"

static int
who_am_i(void *arg)
{
	*(bool *)arg = control_inside();
	return 42;
}

static void *
call_often(void *arg)
{
	for (unsigned int i = 0; i < 1000; i++) {
		bool inside = false;

		if (control_call(CONTROL_NO_PORT, who_am_i, &inside) != 42 || !inside)
			*(int *)arg += 1;
	}
	return NULL;
}

static void
calls_from_other_threads(void)
{
	pthread_t threads[4];
	int wrong[4] = {0};
	bool inside = true;

	CU_ASSERT_EQUAL(control_call(CONTROL_NO_PORT, who_am_i, &inside), 42);
	CU_ASSERT_FALSE(inside);
	begin(1);
	for (unsigned int i = 0; i < 4; i++)
		CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, call_often, &wrong[i]), 0);
	for (unsigned int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		CU_ASSERT_EQUAL(wrong[i], 0);
	}
	end();
}

static void
adds_and_removes(void)
{
	static struct pair many[WIRE_PAIRS_MAX + 1];
	struct err err;

	begin(1);
	CU_ASSERT_EQUAL(control_add(&one, NULL, &err), -EEXIST);
	for (unsigned int i = 1; i < WIRE_PAIRS_MAX; i++) {
		fake_init(&many[i], i + 1);
		CU_ASSERT_EQUAL(control_add(&many[i], NULL, &err), 0);
	}
	fake_init(&many[0], 99);
	CU_ASSERT_EQUAL(control_add(&many[0], NULL, &err), -ENOSPC);
	say("{\"v\":1,\"id\":21,\"request\":\"hello\"}");
	expect("52:54:00:00:00:10");
	control_remove(&many[0]);
	for (unsigned int i = 1; i < WIRE_PAIRS_MAX; i++)
		control_remove(&many[i]);
	end();
	for (unsigned int i = 0; i < 20; i++) {
		begin(2);
		end();
	}
}

static void
api_status(void)
{
	struct vferry_status status;

	CU_ASSERT_EQUAL(vferry_status(1, &status), -ENODEV);
	begin(1);
	CU_ASSERT_EQUAL(vferry_status(1, &status), 0);
	CU_ASSERT_STRING_EQUAL(status.mac, ONE);
	CU_ASSERT_EQUAL(status.path, VFERRY_PATH_VF);
	CU_ASSERT_STRING_EQUAL(status.vf.pmd, "net_e1000_igb");
	CU_ASSERT_EQUAL(status.vf.rx_packets, 7);
	CU_ASSERT_EQUAL(status.switches, 0);
	CU_ASSERT_EQUAL(vferry_status(9, &status), -ENODEV);
	end();
}

/* What the callback heard, as letters; it also tries what it must not. */
static struct {
	char events[16];
	int switched;
} heard;

static void
on_event(void *arg, uint16_t port_id, enum vferry_event event, const struct vferry_status *status,
         const char *reason)
{
	static const char letters[] = {'P', 'R', 'A', 'x'};
	struct vferry_status again;

	CU_ASSERT_PTR_EQUAL(arg, &heard);
	CU_ASSERT_EQUAL(port_id, 1);
	CU_ASSERT_EQUAL(reason[0] != '\0', event == VFERRY_EVENT_REFUSED);
	CU_ASSERT_EQUAL(vferry_status(port_id, &again), 0);
	CU_ASSERT_EQUAL(again.path, status->path);
	heard.switched = vferry_switch(port_id, VFERRY_PATH_VF, 1000);
	if (strlen(heard.events) < sizeof(heard.events) - 1)
		heard.events[strlen(heard.events)] = letters[event];
}

static void
api_switch_and_events(void)
{
	struct vferry_status status;

	begin(1);
	memset(&heard, 0, sizeof(heard));
	CU_ASSERT_EQUAL(vferry_on_event(on_event, &heard), 0);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), 0);
	expect("\"event\":\"path\"", "\"path\":\"backup\"", "manual");
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), 0);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 1000), 0);
	CU_ASSERT_EQUAL(vferry_status(1, &status), 0);
	CU_ASSERT_EQUAL(status.switches, 2);
	fail(&one, PORT_OVERLAP);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), -ETIMEDOUT);
	CU_ASSERT_EQUAL(vferry_on_event(NULL, NULL), 0);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), -ETIMEDOUT);
	CU_ASSERT_STRING_EQUAL(heard.events, "PPx");
	CU_ASSERT_EQUAL(heard.switched, -EDEADLK);
	end();
}

static void
api_refusals(void)
{
	begin(1);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_NONE, 1000), -EINVAL);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 0), -EINVAL);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 600001), -EINVAL);
	CU_ASSERT_EQUAL(vferry_switch(9, VFERRY_PATH_VF, 1000), -ENODEV);
	say("{\"v\":1,\"id\":22,\"request\":\"prepare\",\"macs\":[],\"deadline_ms\":5000}");
	expect("\"event\":\"path\"");
	expect("\"re\":22", "released");
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 1000), -ENOENT);
	say("{\"v\":1,\"id\":23,\"request\":\"adopt\",\"macs\":[],\"deadline_ms\":60000}");
	say("{\"v\":1,\"id\":24,\"request\":\"status\"}");
	expect("\"re\":24");
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_BACKUP, 1000), -EBUSY);
	plug(&one);
	expect("\"event\":\"path\"");
	expect("\"re\":23", "active");
	end();
	begin(1);
	control_remove(&one);
	one.facts.started = false;
	CU_ASSERT_EQUAL(control_add(&one, host_path(), NULL), 0);
	CU_ASSERT_EQUAL(vferry_switch(1, VFERRY_PATH_VF, 1000), -ENETDOWN);
	end();
}

static const struct unit_test tests[] = {
        {"calls from other threads", calls_from_other_threads},
        {"adds and removes", adds_and_removes},
        {"the application asks for status", api_status},
        {"the application switches and listens", api_switch_and_events},
        {"the application is refused", api_refusals},
};

UNIT_MAIN("api", tests)
