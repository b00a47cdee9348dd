/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pair.h: one pair, carried out: its members, its cells, its ethdev. port.h decides; this file does.
 * Neighbours: pmd.c (EAL's view), pmd_ops.c (the application's calls), rxtx.c (bursts), member.c (one
 * member's life), replay.c (the pair's configuration onto a member), bind.c (kernel drivers), control.c (the
 * thread).
 *
 * Threads: everything here is called in the control thread only, except the burst functions (lcores). Calls
 * of the application arrive through control_call() and so run here as well: there is no lock. A VF that comes
 * or goes is in the hands of a chore, and then nobody else has it (away.c).
 */
#ifndef VFERRY_PAIR_H
#define VFERRY_PAIR_H

#include <ethdev_driver.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "port.h"
#include "sign.h"
#include "wire.h"

#define PAIR_QUEUES_MAX 16 /* rx and tx queues each */

struct pair; /* defined in pair_private.h for the files named above */

/*
 * Carries out one action of port.h on the pair (PORT_REPLY and PORT_NOTHING are the caller's). Never blocks
 * longer than a few milliseconds: DPDK's probe, start and close, which FIND and RELEASE need, are chores
 * (chores.h), and take as long as they do. *err is set when the result is PORT_FAILED.
 *
 * WAIT_QUIET: the old member's stream has ended when the pair's own announcement (a broadcast that the
 * network copies to the old member as well, behind everything that it had still queued for it) has come out
 * there and every old rx queue has been seen empty afterwards; or, where a network does not deliver it, when
 * no unicast frame came for PAIR_QUIET_MS and every old rx queue has been seen empty after that. A
 * queue that nobody polls is waited for no longer than PAIR_UNPOLLED_MS.
 */
#define PAIR_QUIET_MS    100
#define PAIR_UNPOLLED_MS 1000
enum port_result pair_do(struct pair *pair, enum port_action action, struct err *err);

/* Once for each FIND that had a chore: true when that is over, and what FIND has come to. *err as above. */
bool pair_found(struct pair *pair, enum port_result *result, struct err *err);

/* As port_look(), also for the FIND after one that is under way: pair_looks_again() tells once, after
 * pair_found(), that there was a call meanwhile. */
void pair_look(struct pair *pair);
bool pair_looks_again(struct pair *pair);

/*
 * Brings port->facts up to date (links, members), and returns what is known of the VF's device. Called before
 * port_next(). Cheap: no register is read more than every 50 ms, or when
 * the link turned. A dead VF's path is left here when there is
 * no other.
 */
enum bus_sign pair_facts(struct pair *pair, struct port_facts *facts);

/* What the guest link tells of this pair, but for its packets. */
void pair_describe(const struct pair *pair, struct wire_pair *out);

/* Those: both members' that live are counted now. Never less than before. */
void pair_packets(struct pair *pair, struct wire_packets *packets);

/* The announcement by itself, on the current path: after WIRE_ARRIVED. 0 or negative errno. */
int pair_announce(struct pair *pair, struct err *err);

/* How often pair_facts() should be asked while traffic is on the VF: so often it reads links. Whether devices
 * live is seen earlier (bus.h). */
#define PAIR_FACTS_MS 50

/* A link turned: pair_facts() reads them however short it is since it did. */
void pair_read_links(struct pair *pair);

/* Housekeeping about every 100 ms at rest: drop what piles up in the unused member's rx rings, link change
 * events. */
void pair_tick(struct pair *pair, uint64_t now_ms);

/* The pair's decider, its MAC as text, its ethdev's port id. */
struct port *pair_port(struct pair *pair);
const char *pair_mac(const struct pair *pair);
uint16_t pair_port_id(const struct pair *pair);

#endif
