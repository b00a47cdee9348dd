/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * member.h: one member of a pair: an ethdev that the pair owns, from its adoption to its removal.
 * Neighbours: pair.c decides when, replay.c configures, bind.c provides the kernel's side. One
 * thread at a time: the control thread, or the chore that has it (away.c).
 */
#ifndef VFERRY_MEMBER_H
#define VFERRY_MEMBER_H

#include <ethdev_driver.h>
#include <stdbool.h>
#include <stdint.h>

#include "bind.h"
#include "bus.h"
#include "err.h"
#include "processes.h"
#include "rxtx.h"
#include "tally.h"
#include "wire.h"

#define MEMBER_QUEUES_MAX 16

/* What is known of a queue's mbuf->port. */
enum stamping { STAMP_UNKNOWN, STAMP_RIGHT, STAMP_WRONG };

struct member {
	bool there; /* an ethdev that we own is in this role */
	bool ready; /* configured like the pair, and started */
	bool link;
	bool had_link; /* since it was set up */
	bool flapped;  /* its link went and came back since then */
	uint64_t link_read_ms;
	uint16_t port_id;
	struct rte_eth_dev *dev;
	const _Atomic enum bus_sign *sign; /* of its device; NULL: none can come */
	bool aliased;                      /* its rx queues are set up under the pair's port id */
	enum stamping stamping[MEMBER_QUEUES_MAX];
	struct bind_plug plug;          /* which device in its slot; "" for a virtual one */
	char driver[WIRE_NAME_MAX + 1]; /* kernel driver, "" for a virtual device */
	struct tally tally;
	struct shown *shown; /* to secondary processes: the role's; never NULL */
};

/* Gives the device that from has to to; each keeps what it has counted. from is empty then. */
void member_hand_over(struct member *from, struct member *to);

/* Takes port_id into the role for owner. 0, -EBUSY when somebody else owns it, -ENODEV. */
int member_take(struct member *member, uint16_t port_id, uint64_t owner, struct err *err);

/* What is known of its device; BUS_FINE when there is none. */
enum bus_sign member_sign(const struct member *member);

/* Whether that says that it is dead: then its PMD is asked for nothing but stop and close. */
bool member_is_dead(const struct member *member);

/* Around every call into its PMD that may wait for the device: if that dies meanwhile, the waiting ends. */
void member_enter(const struct member *member);
void member_leave(void);

/* Whether the PMD of this device is the backup's kind. */
bool member_is_virtio(const struct rte_eth_dev *dev);

/*
 * Whether this PMD keeps the port id that it sees in rx_queue_setup for mbuf->port and for nothing else that
 * would then go to the wrong port.
 */
bool member_can_alias(const struct rte_eth_dev *dev);

/* Stops it; statistics are kept. */
void member_stop(struct member *member);

/* Stops and closes it; the role is empty then. */
void member_close(struct member *member);

/* As member_close(), and takes its device off the bus: no fd and no mapping is left. 0 or negative errno. */
int member_remove(struct member *member, struct err *err);

/* Brings link up to date if it was read more than MEMBER_LINK_MS ago; its PMD may wait for the device
 * meanwhile.
 */
#define MEMBER_LINK_MS 50
void member_read_link(struct member *member, uint64_t now_ms);

/* Brings the tally up to date. */
void member_count(struct member *member);

/* Drops everything in the rx rings: bounded. Only when no lcore polls this member. How many were sent to mac
 * alone. */
unsigned int member_flush(struct member *member, const struct rte_ether_addr *mac);

/* What its PMD tells of the last descriptor of every tx ring. BUSY only from a PMD that knows each packet. */
enum member_tx { MEMBER_TX_UNKNOWN, MEMBER_TX_BUSY, MEMBER_TX_DONE };
enum member_tx member_tx_state(const struct member *member);

/* Its queues, as a burst uses them. */
struct hop member_rx(const struct member *member, uint16_t queue);
struct hop member_tx(const struct member *member, uint16_t queue);

/* Whether its PMD drives VFs alone: one whose PF is reset has no link until it is set up anew. */
bool member_is_vf(const struct member *member);

/* For the guest link and the application. */
void member_describe(const struct member *member, struct wire_member *out);

#endif
