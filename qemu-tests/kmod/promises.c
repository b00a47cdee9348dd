/* SPDX-License-Identifier: BSD-3-Clause */
/* promises.c: see promises.h. Each is a script of subject_do(), and begins and ends with the module loaded
 * and nothing bound. */
#include "promises.h"

#include <stdio.h>
#include <string.h>

#define NIC          DEVICES MACHINE_NIC
#define PF           DEVICES MACHINE_PF
#define UNBIND(what) "write " DRIVER "unbind " what

static const char *const states[] = {
        "bind " MACHINE_NIC,
        "read " NIC "/igb_uio/state => probed",
        "read /sys/class/uio/uio0/maps/map0/name => BAR0",
        "read /sys/class/uio/uio0/portio/port0/name => BAR2",
        "open",
        "read " NIC "/igb_uio/state => opened",
        "use => poll=ok read=EAGAIN write=ok mmap=EINVAL ioctl=ENOTTY config=ok ",
        "reader own",
        "read " NIC "/igb_uio/users => 2",
        "close",
        "read " NIC "/igb_uio/state => released",
        "read " NIC "/igb_uio/users => 0",
        "open",
        "read " NIC "/igb_uio/state => opened",
        "read " DRIVER "removed => 0",
        "read " DRIVER "held => 0",
        UNBIND(MACHINE_NIC),
        "read " DRIVER "removed => 1",
        "read " DRIVER "held => 1",
        "read " DRIVER "unplugged => 0",
        "close",
        "unload igb_uio",
        "load igb_uio.ko",
        NULL,
};

/* A program that ends, and a driver that lets go, leave a device that cannot write to memory. */
static const char *const quiet[] = {
        "bind " MACHINE_NIC,
        "open",
        "master " MACHINE_NIC " => on",
        "close",
        "master " MACHINE_NIC " => off",
        "interrupts => 0",
        "open",
        "master " MACHINE_NIC " => on",
        UNBIND(MACHINE_NIC),
        "master " MACHINE_NIC " => off",
        "close",
        NULL,
};

#define MODE(parameter, kind)                                                                           \
	"unload igb_uio", "load igb_uio.ko intr_mode=" parameter " wc_activate=1", "bind " MACHINE_NIC, \
	        "open", "kind " MACHINE_NIC " => " kind, "event " kind " => 1",                         \
	        "silence " kind " => off 0 on 2", "close", UNBIND(MACHINE_NIC)

static const char *const by_msix[] = {MODE("msix", "msix"), NULL};
static const char *const by_msi[] = {MODE("msi", "msi"), "unload igb_uio", "load igb_uio.ko", NULL};
static const char *const by_intx[] = {MODE("legacy", "intx"), "unload igb_uio", "load igb_uio.ko", NULL};
static const char *const words[] = {
        "unload igb_uio",
        "load igb_uio.ko intr_mode=none =! EINVAL",
        "load igb_uio.ko intr_mode=intx",
        "unload igb_uio",
        "load igb_uio.ko",
        NULL,
};

static const char *const unloading[] = {
        "bind " MACHINE_NIC,        "open",  UNBIND(MACHINE_NIC),
        "unload igb_uio =! EAGAIN", "close", "unload igb_uio",
        "load igb_uio.ko",          NULL,
};

/* The next device has the same address, and decodes it. */
static const char *const old_mapping[] = {
        "bind " MACHINE_NIC,
        "open",
        "write " NIC "/remove 1",
        "gone " NIC,
        "write /sys/bus/pci/rescan 1",
        "bind " MACHINE_NIC,
        "peek => SIGBUS",
        "close",
        UNBIND(MACHINE_NIC),
        NULL,
};

static const char *const vfs_under_pf[] = {
        "bind " MACHINE_PF,
        "write " PF "/max_vfs 1",
        "read " PF "/max_vfs => 1",
        "bind " MACHINE_VF,
        "open",
        "reader own",
        "write " PF "/remove 1",
        "gone " DEVICES MACHINE_VF,
        "woken => EIO",
        "peek => SIGBUS",
        "close",
        "interrupts => 0",
        "write /sys/bus/pci/rescan 1",
        "there " PF,
        NULL,
};

/* The device is gone before its driver hears of it. */
static const char *const surprise[] = {
        "bind " MACHINE_NIC,
        "open",
        "event msix => 1",
        "reader own",
        "vanish " MACHINE_PORT,
        "write " NIC "/remove 1",
        "gone " NIC,
        "woken => EIO",
        "peek => SIGBUS",
        "close",
        "interrupts => 0",
        "return " MACHINE_PORT,
        "write /sys/bus/pci/rescan 1",
        "bind " MACHINE_NIC,
        "open",
        "event msix => 1",
        "close",
        UNBIND(MACHINE_NIC),
        NULL,
};

static const char *const counted[] = {
        "unload igb_uio",
        "load igb_uio.ko",
        "bind " MACHINE_NIC,
        "vanish " MACHINE_PORT,
        "write " NIC "/remove 1",
        "read " DRIVER "unplugged => 1",
        "return " MACHINE_PORT,
        "write /sys/bus/pci/rescan 1",
        "there " NIC,
        NULL,
};

static const char *const hammered[] = {
        "bind " MACHINE_NIC,
        "hammer " DRIVER "unbind " MACHINE_NIC " " DRIVER "bind " MACHINE_NIC " 30",
        "open",
        "event msix => 1",
        "close",
        UNBIND(MACHINE_NIC),
        NULL,
};

const struct promise promises[] = {
        {"interrupts by MSI-X, held back by irqcontrol", false, by_msix},
        {"interrupts by MSI, held back by irqcontrol", false, by_msi},
        {"interrupts by INTx, held back by irqcontrol", false, by_intx},
        {"parameters are checked", true, words},
        {"states and counts in sysfs", true, states},
        {"bus mastering is off when nobody uses it", false, quiet},
        {"no unloading under an open file", false, unloading},
        {"an old mapping does not reach the next device", false, old_mapping},
        {"a PF goes with its VFs, one of them open", false, vfs_under_pf},
        {"a device vanishes, open, before it is removed", false, surprise},
        {"such a device is counted as unplugged", true, counted},
        {"30 removals while two processes open and close", false, hammered},
};
const size_t n_promises = sizeof(promises) / sizeof(promises[0]);

void
promise_run(struct subject *subject, const struct promise *promise, char *wrong, size_t size)
{
	struct err err = {0};
	char log[SAID];
	int code = subject_ready(subject, &err);

	if (code == 0)
		code = subject_script(subject, promise->script, &err);
	subject_settle(subject, code, log, sizeof(log));
	if (code != 0)
		snprintf(wrong, size, "%s", err.text);
	else
		snprintf(wrong, size, "%s", strcmp(log, "clean") == 0 ? "" : log);
}
