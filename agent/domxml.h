/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * domxml.h: reads a domain's live XML: its link channel, its NICs, and which of them are pairs.
 * Neighbours: devxml.h makes the device XML for the destination; inspect.h and the checks show what is found
 * here. Pure: text in, structs out; no libvirt. XML is read without network, entities or files, and up to
 * DOMXML_SIZE_MAX bytes.
 */
#ifndef VFERRY_DOMXML_H
#define VFERRY_DOMXML_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "wire.h"

#define DOMXML_SIZE_MAX (4u << 20) /* bytes of a domain's XML; libvirt's own RPC limit for a string */
#define DOMXML_NICS_MAX 64         /* NICs looked at; further ones are no pairs */

/* One <interface> or <hostdev> as the live XML shows it. Texts too long for their field are cut. */
struct domxml_nic {
	char mac[18];   /* lower case; "" for a plain <hostdev> */
	char alias[64]; /* "ua-vf0", "net1"; "" when the XML has none */
	char type[16]; /* the interface's type: "bridge", "hostdev", "network"; "pci" for a plain <hostdev> */
	char model[32];     /* "virtio", "igb"; "hostdev" for a function passed through; "" when none */
	char target[32];    /* tap on the host, as vnet1; "" when none */
	char guest[13];     /* PCI address in the guest's view, as 0000:02:00.0; "" when none */
	char host[13];      /* PCI address on the host of a function passed through; "" otherwise */
	char network[64];   /* libvirt network, for type network; "" otherwise */
	char portgroup[64]; /* of that, named by the NIC; "" when it names none */
	unsigned int vlan;  /* tag of its <vlan>, the first if there are several; 0: none */
	bool transient;     /* libvirt unplugs it itself when it migrates the domain (<teaming>) */
	bool managed;       /* libvirt binds the function to vfio-pci itself, and back */
	bool virtio;        /* may be a backup */
	bool virtualport;   /* has a <virtualport> of its own */
	bool stands_in;     /* QEMU emulates it, of a model that may stand for a VF */
	bool vf;            /* may be the VF of a pair */
};

struct domxml_pair {
	char mac[18];
	unsigned int vf, backup; /* indices into nics */
	bool named;              /* by --vf and --backup, not by equal MACs */
};

struct domxml {
	bool channel;           /* has <channel> with the target name WIRE_CHANNEL */
	bool channel_connected; /* and the guest has opened its port */
	unsigned int nnics, npairs;
	struct domxml_nic nics[DOMXML_NICS_MAX];
	struct domxml_pair pairs[WIRE_PAIRS_MAX];
};

/*
 * Reads xml (size bytes) into *dom. vf and backup name one pair's members by alias, MAC or target device;
 * both NULL: every two NICs of equal MAC of which one is virtio and the other is not. 0; -EBADMSG when xml is
 * not a domain's; -ENOENT when a name fits nothing or two things, or the two named cannot be a pair. No pair
 * at all is no error.
 */
int domxml_read(const char *xml, size_t size, const char *vf, const char *backup, struct domxml *dom,
                struct err *err);

/* The pair of which nic is a member, or NULL. */
const struct domxml_pair *domxml_pair_of(const struct domxml *dom, unsigned int nic);

/* Why nic is in no pair: one static sentence; NULL when it is in one. */
const char *domxml_lone(const struct domxml *dom, unsigned int nic);

/*
 * The NIC in dom that is the device like: by its alias when the user gave one ("ua-..."), else by MAC among
 * those that may be a VF, else (a plain <hostdev>) by alias or by its address on the host. NULL: not plugged.
 */
const struct domxml_nic *domxml_find(const struct domxml *dom, const struct domxml_nic *like);

/* The NIC of that MAC that may be a backup, also of a pair without a VF now. NULL: there is none. */
const struct domxml_nic *domxml_backup(const struct domxml *dom, const char *mac);

#endif
