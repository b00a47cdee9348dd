/* SPDX-License-Identifier: BSD-3-Clause */
/* removals.c: see removals.h. */
#include "removals.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *const way_names[WAY_MAX] = {
        [WAY_REMOVE] = "remove",
        [WAY_UNBIND] = "unbind",
        [WAY_UNPLUG] = "device_del",
        [WAY_NUMVFS] = "numvfs=0",
};
const char *const holder_names[HOLDER_MAX] = {
        [HOLDER_NONE] = "nobody",
        [HOLDER_ONE] = "one",
        [HOLDER_TWO] = "two",
        [HOLDER_FORK] = "one, forked",
};

static const char *
address_of(enum way way)
{
	return way == WAY_NUMVFS ? MACHINE_VF : MACHINE_NIC;
}

/* Debian's module knows only its own file. */
static const char *
numvfs_of(const struct subject *subject)
{
	return subject->ours ? "sriov_numvfs" : "max_vfs";
}

/* Brings the device back, in the way that belongs to its removal; it is not bound yet. */
static int
bring(struct subject *subject, enum way way, struct err *err)
{
	int code = 0;

	if (way == WAY_NUMVFS)
		code = subject_do(subject, err, "write " DEVICES MACHINE_PF "/%s 1", numvfs_of(subject));
	else if (way == WAY_REMOVE)
		code = subject_do(subject, err, "write /sys/bus/pci/rescan 1");
	else if (way == WAY_UNPLUG)
		code = machine_plug(&subject->machine, err);
	return code != 0 ? code : subject_do(subject, err, "there " DEVICES "%s", address_of(way));
}

static int
take_away(struct subject *subject, enum way way, struct err *err)
{
	int code;

	if (way == WAY_UNBIND)
		return subject_do(subject, err, "write " DRIVER "unbind " MACHINE_NIC);
	if (way == WAY_REMOVE)
		code = subject_do(subject, err, "write " DEVICES MACHINE_NIC "/remove 1");
	else if (way == WAY_UNPLUG)
		code = machine_unplug(&subject->machine, err);
	else
		code = subject_do(subject, err, "write " DEVICES MACHINE_PF "/%s 0", numvfs_of(subject));
	return code != 0 ? code : subject_do(subject, err, "gone " DEVICES "%s", address_of(way));
}

static int
hold(struct subject *subject, enum way way, enum holder holder, struct err *err)
{
	/* A VF's interrupt needs a PF that has been set up: here it has none. */
	static const char *const nic[] = {"bind " MACHINE_NIC, "open", "event msix => 1", NULL};
	static const char *const vf[] = {"bind " MACHINE_VF, "open", NULL};
	int code = 0;

	if (way == WAY_NUMVFS) {
		code = subject_do(subject, err, "bind " MACHINE_PF);
		if (code == 0)
			code = bring(subject, way, err);
	}
	if (code == 0 && holder == HOLDER_NONE)
		return subject_do(subject, err, "bind %s", address_of(way));
	if (code == 0)
		code = subject_script(subject, way == WAY_NUMVFS ? vf : nic, err);
	if (code == 0 && holder >= HOLDER_TWO)
		code = subject_do(subject, err, "reader %s", holder == HOLDER_TWO ? "own" : "inherited");
	return code;
}

/* As machine_ask(), where a refusal is an observation like any other. */
static int
look(struct subject *subject, char *answer, size_t size, struct err *err, const char *command)
{
	int code = machine_ask(&subject->machine, answer, size, err, "%s", command);

	return code == -EREMOTEIO ? 0 : code;
}

static int
observe(struct subject *subject, enum holder holder, struct removal *seen, struct err *err)
{
	int code = 0;

	if (holder >= HOLDER_TWO)
		code = look(subject, seen->woken, sizeof(seen->woken), err, "woken");
	if (code == 0 && holder != HOLDER_NONE)
		code = look(subject, seen->use, sizeof(seen->use), err, "use");
	if (code == 0 && holder != HOLDER_NONE)
		code = look(subject, seen->map, sizeof(seen->map), err, "peek");
	if (code == 0)
		code = look(subject, seen->irqs, sizeof(seen->irqs), err, "interrupts");
	return code != 0 ? code : subject_do(subject, err, "close");
}

/* Whether the device works when it is back. */
static int
try_again(struct subject *subject, enum way way, struct removal *seen, struct err *err)
{
	char command[64], answer[SAID];
	int code = bring(subject, way, err);

	if (code == 0)
		code = subject_do(subject, err, "bind %s", address_of(way));
	if (code == 0)
		code = subject_do(subject, err, "open");
	snprintf(command, sizeof(command), "kind %s", address_of(way));
	if (code == 0)
		code = look(subject, seen->again, sizeof(seen->again), err, command);
	if (code != 0 || way == WAY_NUMVFS)
		return code;
	code = machine_ask(&subject->machine, answer, sizeof(answer), err, "event %s", seen->again);
	if (code == -EREMOTEIO) {
		strncat(seen->again, "!", sizeof(seen->again) - strlen(seen->again) - 1);
		code = 0;
	}
	return code;
}

/* All as it was at first. */
static int
tidy(struct subject *subject, enum way way, struct err *err)
{
	int code = subject_do(subject, err, "close");

	if (code == 0 && way == WAY_NUMVFS)
		code = take_away(subject, way, err);
	if (code == 0)
		code = subject_do(subject, err, "write " DRIVER "unbind %s",
		                  way == WAY_NUMVFS ? MACHINE_PF : MACHINE_NIC);
	return code;
}

/* Whether every use of the open files failed. After an unbind the device is still there, and so is its config
 * space. */
static bool
all_refused(const char *use, enum way way)
{
	return strstr(use, "poll=hup") != NULL && strstr(use, "read=ok") == NULL &&
	       strstr(use, "write=ok") == NULL && strstr(use, "mmap=ok") == NULL &&
	       strstr(use, "ioctl=ok") == NULL && (strstr(use, "config=ok") == NULL || way == WAY_UNBIND);
}

/* What a removal must leave behind. A kernel before 5.12 takes mappings away by itself, but only when the
 * device goes. */
static const char *
judge(const struct subject *subject, enum way way, enum holder holder, const struct removal *seen)
{
	bool maps_stay = strcmp(subject->kernel, "5.10") == 0 && way == WAY_UNBIND;

	if (holder >= HOLDER_TWO && strcmp(seen->woken, "EIO") != 0)
		return "the reader was not woken";
	if (holder != HOLDER_NONE && !all_refused(seen->use, way))
		return "an open file still works";
	if (holder != HOLDER_NONE && !maps_stay && strcmp(seen->map, "SIGBUS") != 0)
		return "the mapping was not revoked";
	if (strcmp(seen->irqs, "0") != 0)
		return "the interrupt was not freed";
	if (strcmp(seen->again, "msix") != 0)
		return "the device that came back has no MSI-X";
	if (strcmp(seen->log, "clean") != 0)
		return "the kernel's log is not clean";
	return "";
}

void
removal_run(struct subject *subject, enum way way, enum holder holder, struct removal *seen)
{
	struct err err = {0};
	int code;

	*seen = (struct removal){"-", "-", "-", "-", "-", "-", ""};
	code = subject_ready(subject, &err);
	if (code == 0)
		code = hold(subject, way, holder, &err);
	if (code == 0)
		code = take_away(subject, way, &err);
	if (code == 0)
		code = observe(subject, holder, seen, &err);
	if (code == 0)
		code = try_again(subject, way, seen, &err);
	if (code == 0)
		code = tidy(subject, way, &err);
	subject_settle(subject, code, seen->log, sizeof(seen->log));
	snprintf(seen->wrong, sizeof(seen->wrong), "%s",
	         code != 0 ? err.text : judge(subject, way, holder, seen));
}
