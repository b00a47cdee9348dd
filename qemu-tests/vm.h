/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vm.h: guests of the lab: dpdk-testpmd that swaps MACs, on pairs of an emulated igb (the VF, on bridge
 * vf0) and a virtio NIC (the backup, on bridge br0). Neighbours: image/init is what runs inside, lab.h the
 * hosts. Functions that name a guest take its name and the host on which it is.
 */
#ifndef LAB_VM_H
#define LAB_VM_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "lab.h"

#define VM_PAIRS_MAX    2
#define VM_TEST_CHANNEL "org.vferry.test.0"

enum vm_mode {
	VM_VFERRY, /* testpmd on net_vferry */
	VM_PLAIN,  /* testpmd on the backups alone, without the library */
	VM_BOND,   /* testpmd on net_bonding over both members, as DPDK's how-to has it */
	VM_EMPTY,  /* no testpmd */
};

/* What a guest is made of. Zeroed it is the usual one: one pair, both members, the link channel, net_vferry.
 */
struct vm_options {
	enum vm_mode mode;
	unsigned int pairs;    /* 0: one */
	bool no_vf;            /* the VFs are absent at start */
	bool no_backup;        /* no pair at all: only VFs */
	bool no_channel;       /* no org.vferry.0 */
	const char *vf_bridge; /* where the VF hangs; NULL: vf0 */
};

/* "52:54:00:aa:00:01" for pair 0, and so on. */
const char *vm_mac(unsigned int pair);
/* Device XML of a pair's VF as it was at start. */
int vm_vf_xml(unsigned int pair, const char *bridge, char *xml, size_t size);

/* Starts a transient guest; it is not ready yet. */
int vm_start(struct host *host, const char *name, const struct vm_options *options, struct err *err);
/* Makes a running guest persistent: its host keeps a definition of it. */
int vm_define(struct host *host, const char *name, struct err *err);
/* Starts a transient guest and waits until testpmd forwards (with VM_EMPTY: until it answers). A guest that
 * does not come up is started anew, twice. */
int vm_boot(struct host *host, const char *name, const struct vm_options *options, struct err *err);
/* Ends it; harmless when it is not there. */
void vm_destroy(struct host *host, const char *name);

/*
 * Runs a shell command inside, up to 30 s. Its exit status, or negative errno; its output, cut to size - 1
 * bytes, in output (may be NULL with size 0).
 */
int vm_run(struct host *host, const char *name, const char *command, char *output, size_t size,
           struct err *err);
/* The same with another deadline than 35 s. */
int vm_ask(struct host *host, const char *name, const char *command, unsigned int timeout_ms, char *output,
           size_t size, struct err *err);
/* Types a line at testpmd's prompt. */
int vm_testpmd(struct host *host, const char *name, const char *line, struct err *err);

/* Whether it runs there. */
bool vm_runs(struct host *host, const char *name);
/* Waits until the host has the guest in any state, as while its memory comes in; false when timeout_ms
 * passed. */
bool vm_wait_incoming(struct host *host, const char *name, unsigned int timeout_ms);
/* Whether its live XML holds a device of this alias. */
bool vm_has(struct host *host, const char *name, const char *alias);
/* Plugs the VF of the first pair in, as it was at start. */
int vm_plug(struct host *host, const char *name, struct err *err);
/* As `virsh migrate --live NAME TO`. */
int vm_migrate(struct host *from, struct host *to, const char *name, struct err *err);

#endif
