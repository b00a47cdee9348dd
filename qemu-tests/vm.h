/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vm.h: guests of the lab: dpdk-testpmd that swaps MACs, on pairs of an emulated NIC (the VF, on bridge
 * vf0) and a virtio NIC (the backup, on bridge br0). Neighbours: image/init is what runs inside, vm_xml.h
 * what libvirt is told, lab.h the hosts. Functions that name a guest take its name and the host on which it
 * is.
 */
#ifndef LAB_VM_H
#define LAB_VM_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "lab.h"

#define VM_PAIRS_MAX    4
#define VM_BDF          16 /* bytes of a PCI address */
#define VM_TEST_CHANNEL "org.vferry.test.0"

enum vm_mode {
	VM_VFERRY,    /* testpmd on net_vferry */
	VM_PLAIN,     /* testpmd on the backups alone, without the library */
	VM_BOND,      /* testpmd on net_bonding over both members, as DPDK's how-to has it */
	VM_EMPTY,     /* no testpmd */
	VM_STOCK,     /* testpmd on the NICs as they are, without the library */
	VM_LIBRARY,   /* the same with the library loaded, but no net_vferry */
	VM_FAILSAFE,  /* testpmd on net_failsafe over both members */
	VM_SECONDARY, /* as VM_VFERRY, but a second process forwards */
	VM_UNREVOKED  /* as VM_VFERRY, but the library leaves a dead device's mappings */
};

/* How libvirt is told of a pair's VF on a host that has real ones. */
enum vm_vf_xml {
	VM_POOL,   /* <interface type='network'> on the pool of VFs: libvirt chooses */
	VM_NAMED,  /* <interface type='hostdev'>: pair N has the PF's VF N */
	VM_HOSTDEV /* plain <hostdev> of VF N: nobody sets its MAC */
};

/*
 * What a guest is made of. Zeroed it is the usual one: one pair, both members, the link channel, net_vferry
 * on igb_uio and kernel 6.1.
 */
struct vm_options {
	enum vm_mode mode;
	unsigned int pairs;    /* 0: one */
	unsigned int first;    /* number of the first of them */
	bool no_vf;            /* the VFs are absent at start */
	bool no_backup;        /* no pair at all: only VFs */
	bool apart;            /* no pair at all: the first VF, and a virtio NIC with the second MAC */
	bool no_channel;       /* no org.vferry.0 */
	bool restarts;         /* testpmd that has ended is started again */
	bool hotplug;          /* testpmd --hot-plug: DPDK's own handling of a removal */
	bool pf;               /* the VFs are real ones: the guest makes them of an igb PF (alias ua-pf) */
	const char *vf_bridge; /* where the VF hangs; NULL: vf0 */
	const char *vf_model;  /* of libvirt; NULL: igb */
	const char *kernel;    /* of the image: "5.10", "6.1", "6.12"; NULL: 6.1 */
	const char *driver;    /* kernel driver of the NICs, as image/init names them; NULL: igb_uio */
	bool real_vfs;         /* the lab's: vm_start() sees to it */
	enum vm_vf_xml vf_xml; /* with real VFs */
	unsigned int vlan;     /* tag of both members of each pair; 0: none */
	const char *stub;      /* "8086:10c9": such a NIC that is plugged in later goes to pci-stub */
};

/* A NIC as libvirt knows it. */
struct vm_nic {
	const char *mac, *model, *bridge; /* of one that is emulated */
	bool real;                        /* a VF of the host: xml and number instead of model and bridge */
	enum vm_vf_xml xml;
	unsigned int number; /* of the VF on its PF */
	unsigned int vlan;   /* tag; 0: none */
	char alias[24];      /* "ua-vf0" */
};

/* "52:54:00:aa:00:01" for pair 0, and so on. */
const char *vm_mac(unsigned int pair);
/* The VF of a pair as it is at start. */
struct vm_nic vm_vf(unsigned int pair, const struct vm_options *options);

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
/* A connection to one of its virtio-serial ports; to be closed. Negative errno. */
int vm_open_channel(struct host *host, const char *name, const char *channel, struct err *err);
/* Waits up to 5 s for an emulated VF inside, gives it to igb_uio as image/init does at start, and tells where
 * it is. */
int vm_bind_vf(struct host *host, const char *name, char *address, size_t size, struct err *err);
/* Types a line at testpmd's prompt. */
int vm_testpmd(struct host *host, const char *name, const char *line, struct err *err);
/*
 * Types a line and waits, up to 10 s, until the prompt is back: what testpmd prints stays in its buffer, the
 * prompt does not. Its complaints meanwhile come into said. 0: it had some, 1: none; or negative errno.
 */
int vm_type(struct host *host, const char *name, const char *line, char *said, size_t size, struct err *err);

/* Whether it runs there. */
bool vm_runs(struct host *host, const char *name);
/* Waits until the host has the guest in any state, as while its memory comes in; false when timeout_ms
 * passed. */
bool vm_wait_incoming(struct host *host, const char *name, unsigned int timeout_ms);
/* Waits until some of its memory was copied to another host; false when timeout_ms passed. */
bool vm_wait_copy(struct host *host, const char *name, unsigned int timeout_ms);
/* Whether its live XML holds a device of this alias. */
bool vm_has(struct host *host, const char *name, const char *alias);
/* Plugs the VF of the first pair in, as it was at start. */
int vm_plug(struct host *host, const char *name, struct err *err);
/* Plugs any NIC in. */
int vm_plug_nic(struct host *host, const char *name, const struct vm_nic *nic, struct err *err);
/* Asks the guest to give back the device of this alias, without notice by the link; it goes later, or never:
 * vm_has() tells. */
int vm_unplug(struct host *host, const char *name, const char *alias, struct err *err);
/* As `virsh migrate --live NAME TO`. */
int vm_migrate(struct host *from, struct host *to, const char *name, struct err *err);

#endif
