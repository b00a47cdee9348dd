/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * announce.h: the frames that tell a network where a pair's addresses live. Pure: bytes in, bytes out.
 * Neighbours: pair.c sends what is built here, rxtx.c learns from what the application transmits and
 * recognises an announcement that came back.
 *
 * An entry of a table is one announcement, and so one frame: a MAC by RARP, an IPv4 address by gratuitous
 * ARP, an IPv6 address by an unsolicited neighbour advertisement. All three go to everyone, with the MAC as
 * source, which is what a learning network acts on.
 *
 * What is learned. Any transmitted frame shows a MAC behind the pair. An IP address is taken only from a
 * frame in which its owner claims it: ARP's sender, the source of a neighbour solicitation or the target of a
 * neighbour advertisement, and only if the link-layer address in that claim is the frame's source. The source
 * of an ordinary IP packet is no claim: routers, load balancers and reflectors transmit other hosts'
 * addresses, and announcing those would be an address conflict.
 *
 * Threads: a table has one writer. Entries are only appended and then never change, so another thread may
 * read or merge it at any time, without a lock, and misses at most what is being added.
 */
#ifndef VFERRY_ANNOUNCE_H
#define VFERRY_ANNOUNCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANNOUNCE_ENTRIES_MAX 32
#define ANNOUNCE_FRAME_MAX   90 /* a neighbour advertisement with a VLAN tag; the FCS is the device's */

enum announce_kind { ANNOUNCE_MAC, ANNOUNCE_IPV4, ANNOUNCE_IPV6 };

struct announce_entry {
	uint8_t kind;   /* enum announce_kind */
	uint8_t mac[6]; /* unicast, not zero */
	uint16_t vlan;  /* 1..4094; 0: untagged */
	uint8_t ip[16]; /* network order: 4 bytes for IPv4, the rest zero; all zero for ANNOUNCE_MAC */
};

/* Zeroed is empty. */
struct announce_table {
	atomic_uint count;
	struct announce_entry entries[ANNOUNCE_ENTRIES_MAX];
};

/* Appends *entry (copied) unless it is there already or the table is full. True when it was appended. */
bool announce_add(struct announce_table *table, const struct announce_entry *entry);

/* Appends what `from` knows and `into` does not. The caller is into's writer. */
void announce_merge(struct announce_table *into, struct announce_table *from);

/*
 * Notes the addresses of a frame that the application transmits: size bytes of it that are contiguous, and
 * the VLAN that the device will insert (0: none). Frames cut short or malformed teach no more than what they
 * surely hold. Bounded time, no allocation: lcores call it while a move is under way. True when something was
 * new.
 */
bool announce_learn(struct announce_table *table, const uint8_t *frame, size_t size, uint16_t vlan);

/*
 * Builds an entry's frame. tag (not 0) tells one announcement from the one before: RARP and ARP frames carry
 * it in their padding. The frame's length, or 0 when size is too small (ANNOUNCE_FRAME_MAX always suffices)
 * or the entry's kind is unknown.
 */
size_t announce_build(const struct announce_entry *entry, uint32_t tag, uint8_t *frame, size_t size);

/* Whether a received frame is an announcement of ours for mac that the network copied back. */
bool announce_is_ours(const uint8_t *frame, size_t size, const uint8_t mac[6]);

/*
 * The tag of a frame for which announce_is_ours() is true; 0 when it carries none (a neighbour advertisement,
 * or the network cut the padding).
 */
uint32_t announce_tag(const uint8_t *frame, size_t size);

#endif
