/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_acts.c: what the hosts of host_fake.h do when they are told: unplug, plug in, migrate. */
#include <errno.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing.h"
#include "host_errno.h"
#include "host_fake.h"

static struct host_task *
new_task(struct fake *fake)
{
	struct host_task *task = calloc(1, sizeof(*task));

	if (!task)
		abort();
	fake->tasks++;
	return task;
}

static void
finish(struct fake *fake, struct host_task *task, int ret, const char *why)
{
	(void)fake;
	task->done = true;
	task->ret = ret;
	task->why = why;
	if (task->left)
		free(task);
}

static void
tell_device(struct fake *fake, enum host_side side, bool failed)
{
	fake_tell(fake, &(struct host_event){.kind = HOST_DEVICE, .side = side, .removal_failed = failed});
}

static void
unplugged(struct fake *fake, unsigned int i)
{
	bool failed = fake_has(fake, FAKE_REMOVAL_FAILED);

	if (!failed)
		fake->pairs[i].plugged[HOST_SOURCE] = false;
	tell_device(fake, HOST_SOURCE, failed);
}

void
fake_let_leave(struct fake *fake)
{
	for (unsigned int i = 0; i < fake->npairs; i++)
		if (fake->leaving & 1u << i)
			unplugged(fake, i);
	fake->leaving = 0;
}

static void
fail_late(struct fake *fake, unsigned int which)
{
	(void)which;
	if (fake->late)
		finish(fake, fake->late, -EIO, "the monitor did not answer in time");
	fake->late = NULL;
}

static void
fail_later(struct fake *fake, struct host_task *task)
{
	fake->late = task;
	fake_later(fake, 300, fail_late, 0);
}

struct host_task *
fake_detach(void *self, enum host_side side, const char *alias)
{
	struct fake *fake = self;
	struct host_task *task = new_task(fake);
	unsigned int i = (unsigned int)atoi(alias + strlen("ua-vf"));
	bool first = fake->pairs[i].detaches++ == 0;

	(void)side;
	if (first && fake_has(fake, FAKE_DETACH_FAILS_ONCE)) {
		finish(fake, task, -EIO, "the monitor is busy");
		return task;
	}
	if (fake_has(fake, FAKE_DETACH_FAILS_LATE))
		fail_later(fake, task);
	else
		finish(fake, task, 0, NULL);
	if (fake_has(fake, FAKE_DETACHED_IN_QUESTION))
		fake->leaving |= 1u << i;
	else if (!fake_has(fake, FAKE_DETACH_NEVER) && !(first && fake_has(fake, FAKE_DETACH_LOST_ONCE)))
		fake_later(fake, 100, unplugged, i);
	return task;
}

static void
plugged(struct fake *fake, unsigned int which)
{
	fake->pairs[which / 2].plugged[which % 2] = true;
	tell_device(fake, which % 2, false);
}

static void
plugged_late(struct fake *fake, unsigned int which)
{
	finish(fake, fake->pairs[which / 2].plugging, 0, NULL);
	plugged(fake, which);
}

/* Which pair a device is for: by its MAC, or by its alias (a plain <hostdev>). */
static unsigned int
pair_of(const char *device_xml)
{
	const char *mac = strstr(device_xml, "52:54:00:00:00:"), *alias = strstr(device_xml, "ua-vf");

	return mac     ? (unsigned int)strtoul(mac + 15, NULL, 16) - 1
	       : alias ? (unsigned int)strtoul(alias + 5, NULL, 10)
	               : 0;
}

struct host_task *
fake_attach(void *self, enum host_side side, const char *device_xml)
{
	struct fake *fake = self;
	struct host_task *task = new_task(fake);
	unsigned int i = pair_of(device_xml);
	bool first = fake->attaches++ == 0;

	(void)snprintf(fake->attached, sizeof(fake->attached), "%s", device_xml);
	if (fake_has(fake, FAKE_ATTACH_HANGS))
		return task;
	if (fake_has(fake, FAKE_ATTACH_FAILS) || (first && fake_has(fake, FAKE_ATTACH_FAILS_ONCE)) ||
	    (side == HOST_DESTINATION && fake_has(fake, FAKE_ATTACH_FAILS_THERE))) {
		finish(fake, task, -EIO, "no VF is free");
		return task;
	}
	if (first && fake_has(fake, FAKE_ATTACH_BUSY_ONCE)) {
		finish(fake, task, host_errno(VIR_FROM_QEMU, VIR_ERR_OPERATION_TIMEOUT),
		       "cannot acquire state change lock");
		return task;
	}
	if (!fake_take_vf(fake, i, side, device_xml)) {
		finish(fake, task, host_errno(VIR_FROM_NONE, VIR_ERR_SYSTEM_ERROR), "the VF is in use");
		return task;
	}
	if (fake->hosts.slow && strcmp(fake->hosts.slow, fake->pairs[i].host[side]) == 0) {
		fake->pairs[i].plugging = task;
		fake_later(fake, FAKE_SLOW_MS, plugged_late, i * 2 + (unsigned int)side);
		return task;
	}
	finish(fake, task, 0, NULL);
	fake_later(fake, 150, plugged, i * 2 + (unsigned int)side);
	return task;
}

/* The source's connection breaks under the call; the daemon is back at once and has ended the job. */
static void
break_source(struct fake *fake)
{
	fake_tell(fake, &(struct host_event){.kind = HOST_CLOSED, .side = HOST_SOURCE});
	finish(fake, fake->copy, -ENOTCONN, "the connection broke");
}

static void
arrive(struct fake *fake)
{
	fake->state[HOST_SOURCE] = HOST_ABSENT;
	fake->state[HOST_DESTINATION] = fake_has(fake, FAKE_GUEST_LOST) ? HOST_ABSENT : HOST_RUNNING;
	if (!fake_has(fake, FAKE_HANGUP_LOST)) {
		fake->link_open = false;
		fake_tell(fake, &(struct host_event){.kind = HOST_HANGUP, .side = HOST_SOURCE});
	}
	fake_tell(fake, &(struct host_event){
	                        .kind = HOST_LIFECYCLE, .side = HOST_SOURCE, .lifecycle = HOST_SUSPENDED});
	fake_tell(fake, &(struct host_event){
	                        .kind = HOST_LIFECYCLE, .side = HOST_DESTINATION, .lifecycle = HOST_RESUMED});
	fake_tell(fake, &(struct host_event){
	                        .kind = HOST_JOB, .side = HOST_SOURCE, .downtime_ms = 42, .processed = 1000});
	if (fake_has(fake, FAKE_THERE_UNREACHABLE)) {
		fake->down[HOST_DESTINATION] = true;
		fake_tell(fake, &(struct host_event){.kind = HOST_CLOSED, .side = HOST_DESTINATION});
	}
	if (!fake_has(fake, FAKE_MIGRATE_HANGS))
		finish(fake, fake->copy, 0, NULL);
}

static void
fail_copy(struct fake *fake)
{
	fake->state[HOST_DESTINATION] = HOST_ABSENT;
	if (fake_has(fake, FAKE_MIGRATE_FAILS_PAUSED))
		fake->state[HOST_SOURCE] = HOST_PAUSED;
	if (fake_has(fake, FAKE_DESTINATION_DIES)) {
		fake->down[HOST_DESTINATION] = true;
		fake_tell(fake, &(struct host_event){.kind = HOST_CLOSED, .side = HOST_DESTINATION});
	}
	finish(fake, fake->copy, -EIO, "channel error");
}

static void
copied(struct fake *fake, unsigned int which)
{
	bool slow = fake_has(fake, FAKE_NEVER_CONVERGES) && fake->max_downtime_ms[HOST_SOURCE] < 100;

	(void)which;
	if (!fake->copying || fake_has(fake, FAKE_DESTINATION_SILENT))
		return;
	if (slow || (fake_has(fake, FAKE_SLOW_COPY) && !fake->suspended &&
	             fake->now_us < fake->copy_begun_us + 60000000)) {
		fake_later(fake, 500, copied, 0);
		return;
	}
	fake->copying = false;
	if (fake_has(fake, FAKE_SOURCE_RESTARTS))
		break_source(fake);
	else if (fake_has(fake, FAKE_MIGRATE_FAILS) || fake_has(fake, FAKE_MIGRATE_FAILS_PAUSED) ||
	         fake_has(fake, FAKE_DESTINATION_DIES))
		fail_copy(fake);
	else
		arrive(fake);
}

void
fake_interrupt(struct fake *fake, unsigned int which)
{
	(void)fake;
	(void)which;
	crossing_stop();
}

/* As keepalive finds it out while a call waits for an answer: libvirt tells nobody until that call ends,
 * which it does not, and only further calls fail. */
static void
fall_silent(struct fake *fake, unsigned int which)
{
	(void)which;
	if (!fake->copying)
		return;
	fake->down[HOST_DESTINATION] = true;
}

struct host_task *
fake_migrate(void *self, const struct host_migration *how)
{
	struct fake *fake = self;

	(void)how;
	fake->copying = true;
	fake->copy_begun_us = fake->now_us;
	fake->state[HOST_DESTINATION] = HOST_PAUSED;
	fake->copy = new_task(fake);
	if (fake_has(fake, FAKE_STOP_IN_COPY) || fake_has(fake, FAKE_STOP_TOO_LATE))
		fake_later(fake, 700, fake_interrupt, 0);
	if (fake_has(fake, FAKE_LINK_ENDS_IN_COPY))
		fake_later(fake, 500, fake_guest_hangs_up, 0);
	if (fake_has(fake, FAKE_DESTINATION_SILENT))
		fake_later(fake, 30000, fall_silent, 0);
	fake_later(fake, fake->hosts.copy_ms ? fake->hosts.copy_ms : FAKE_COPY_MS, copied, 0);
	return fake->copy;
}

int
fake_abort_job(void *self, struct err *err)
{
	struct fake *fake = self;

	if (fake_has(fake, FAKE_STOP_TOO_LATE) || fake_has(fake, FAKE_STOP_REFUSED))
		return err_set(err, -EIO, "the job cannot be aborted any more");
	fake->copying = false;
	fail_copy(fake);
	return 0;
}

int
fake_suspend(void *self, enum host_side side, struct err *err)
{
	struct fake *fake = self;

	fake->suspended++;
	fake->state[side] = HOST_PAUSED;
	return fake_reach(fake, side, err);
}

int
fake_resume(void *self, enum host_side side, struct err *err)
{
	struct fake *fake = self;

	if (fake->state[side] == HOST_ABSENT)
		return err_set(err, -ENOENT, "it is not there");
	fake->state[side] = HOST_RUNNING;
	fake_tell(fake, &(struct host_event){.kind = HOST_LIFECYCLE, .side = side});
	return 0;
}
