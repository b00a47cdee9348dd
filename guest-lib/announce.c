/* SPDX-License-Identifier: BSD-3-Clause */
/* announce.c: see announce.h. Offsets are those of RFC 826, 903, 4861 and 8200. */
#include "announce.h"

#include <string.h>

enum {
	ETH_SIZE = 14,
	VLAN_SIZE = 4,
	FRAME_MIN = 60, /* without FCS */
	ARP_SIZE = 28,
	IP6_SIZE = 40,
	ND_SIZE = 32, /* a solicitation or advertisement with one link-layer address */

	TYPE_ARP = 0x0806,
	TYPE_VLAN = 0x8100,
	TYPE_RARP = 0x8035,
	TYPE_IP6 = 0x86dd,

	ARP_REQUEST = 1,
	ARP_REPLY = 2,
	RARP_REQUEST = 3,
	ICMP6 = 58,
	ND_SOLICIT = 135,
	ND_ADVERT = 136,
	ND_OVERRIDE = 0x20,
	OPT_SOURCE_LL = 1,
	OPT_TARGET_LL = 2,
};

/* In the padding behind ARP: these four bytes, then the tag. */
static const uint8_t mark[4] = {'v', 'f', 'r', 'y'};
static const uint8_t zeros[16];
static const uint8_t broadcast[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
static const uint8_t all_nodes_mac[6] = {0x33, 0x33, 0, 0, 0, 1};
static const uint8_t all_nodes[16] = {0xff, 0x02, [15] = 1};
static const uint8_t arp_head[6] = {0, 1, 8, 0, 6, 4}; /* Ethernet, IPv4, lengths of their addresses */

static uint16_t
get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void
put16(uint8_t *p, unsigned int v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* A frame taken apart as far as the payload: at most one VLAN tag is looked through. */
struct view {
	const uint8_t *mac; /* source */
	uint16_t vlan, type;
	const uint8_t *payload;
	size_t size; /* of payload */
};

static bool
view_frame(struct view *view, const uint8_t *frame, size_t size)
{
	size_t head = ETH_SIZE;

	if (size < ETH_SIZE)
		return false;
	view->mac = frame + 6;
	view->vlan = 0;
	view->type = get16(frame + 12);
	if (view->type == TYPE_VLAN) {
		if (size < (head += VLAN_SIZE))
			return false;
		view->vlan = get16(frame + 14) & 0xfff;
		view->type = get16(frame + 16);
	}
	view->payload = frame + head;
	view->size = size - head;
	return true;
}

bool
announce_add(struct announce_table *table, const struct announce_entry *entry)
{
	unsigned int n = atomic_load_explicit(&table->count, memory_order_relaxed);

	for (unsigned int i = 0; i < n; i++) {
		const struct announce_entry *known = &table->entries[i];

		if (known->kind == entry->kind && known->vlan == entry->vlan &&
		    memcmp(known->mac, entry->mac, sizeof(entry->mac)) == 0 &&
		    memcmp(known->ip, entry->ip, sizeof(entry->ip)) == 0)
			return false;
	}
	if (n == ANNOUNCE_ENTRIES_MAX)
		return false;
	table->entries[n] = *entry;
	atomic_store_explicit(&table->count, n + 1, memory_order_release);
	return true;
}

void
announce_merge(struct announce_table *into, struct announce_table *from)
{
	unsigned int n = atomic_load_explicit(&from->count, memory_order_acquire);

	for (unsigned int i = 0; i < n; i++)
		announce_add(into, &from->entries[i]);
}

/* The IPv4 address that an ARP packet's sender claims for itself, or NULL. */
static const uint8_t *
claimed_ip4(const struct view *view)
{
	const uint8_t *arp = view->payload;
	unsigned int op;

	if (view->type != TYPE_ARP || view->size < ARP_SIZE || memcmp(arp, arp_head, sizeof(arp_head)) != 0)
		return NULL;
	op = get16(arp + 6);
	if ((op != ARP_REQUEST && op != ARP_REPLY) || memcmp(arp + 8, view->mac, 6) != 0)
		return NULL;
	return arp[14] == 0 || arp[14] >= 224 ? NULL : arp + 14;
}

/* The IPv6 address that a neighbour discovery packet's sender claims for itself, or NULL. */
static const uint8_t *
claimed_ip6(const struct view *view)
{
	const uint8_t *ip = view->payload, *nd, *claim, *option;

	if (view->type != TYPE_IP6 || view->size < IP6_SIZE + ND_SIZE || ip[0] >> 4 != 6 || ip[6] != ICMP6 ||
	    get16(ip + 4) < ND_SIZE)
		return NULL;
	nd = ip + IP6_SIZE;
	option = nd + 24;
	if (nd[0] == ND_SOLICIT && option[0] == OPT_SOURCE_LL)
		claim = ip + 8;
	else if (nd[0] == ND_ADVERT && option[0] == OPT_TARGET_LL)
		claim = nd + 8;
	else
		return NULL;
	if (option[1] != 1 || memcmp(option + 2, view->mac, 6) != 0)
		return NULL;
	return claim[0] == 0xff || memcmp(claim, zeros, 16) == 0 ? NULL : claim;
}

bool
announce_learn(struct announce_table *table, const uint8_t *frame, size_t size, uint16_t vlan)
{
	struct announce_entry entry = {.kind = ANNOUNCE_MAC};
	const uint8_t *ip;
	struct view view;
	bool news;

	if (!view_frame(&view, frame, size) || view.mac[0] & 1 || memcmp(view.mac, zeros, 6) == 0)
		return false;
	memcpy(entry.mac, view.mac, sizeof(entry.mac));
	entry.vlan = view.vlan ? view.vlan : vlan & 0xfff;
	news = announce_add(table, &entry);
	if ((ip = claimed_ip4(&view))) {
		entry.kind = ANNOUNCE_IPV4;
		memcpy(entry.ip, ip, 4);
		news |= announce_add(table, &entry);
	} else if ((ip = claimed_ip6(&view))) {
		entry.kind = ANNOUNCE_IPV6;
		memcpy(entry.ip, ip, 16);
		news |= announce_add(table, &entry);
	}
	return news;
}

/* ARP's one layout for both kinds; both addresses of the packet are the entry's own. */
static size_t
build_arp(const struct announce_entry *entry, uint32_t tag, uint8_t *arp)
{
	bool reverse = entry->kind == ANNOUNCE_MAC;

	memset(arp, 0, FRAME_MIN - ETH_SIZE);
	memcpy(arp, arp_head, sizeof(arp_head));
	put16(arp + 6, reverse ? RARP_REQUEST : ARP_REQUEST);
	memcpy(arp + 8, entry->mac, 6);
	memcpy(arp + 14, entry->ip, 4);
	if (reverse)
		memcpy(arp + 18, entry->mac, 6);
	memcpy(arp + 24, entry->ip, 4);
	memcpy(arp + ARP_SIZE, mark, sizeof(mark));
	put16(arp + ARP_SIZE + 4, tag >> 16);
	put16(arp + ARP_SIZE + 6, tag);
	return FRAME_MIN - ETH_SIZE;
}

static uint32_t
sum16(const uint8_t *p, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < size; i += 2)
		sum += get16(p + i);
	return sum;
}

static size_t
build_advert(const struct announce_entry *entry, uint8_t *ip)
{
	uint8_t *nd = ip + IP6_SIZE;
	uint32_t sum;

	memset(ip, 0, IP6_SIZE + ND_SIZE);
	ip[0] = 0x60;
	put16(ip + 4, ND_SIZE);
	ip[6] = ICMP6;
	ip[7] = 255;
	memcpy(ip + 8, entry->ip, 16);
	memcpy(ip + 24, all_nodes, 16);
	nd[0] = ND_ADVERT;
	nd[4] = ND_OVERRIDE;
	memcpy(nd + 8, entry->ip, 16);
	nd[24] = OPT_TARGET_LL;
	nd[25] = 1;
	memcpy(nd + 26, entry->mac, 6);

	sum = sum16(ip + 8, 32) + ND_SIZE + ICMP6 + sum16(nd, ND_SIZE);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	put16(nd + 2, ~sum);
	return IP6_SIZE + ND_SIZE;
}

size_t
announce_build(const struct announce_entry *entry, uint32_t tag, uint8_t *frame, size_t size)
{
	static const uint16_t types[] = {
	        [ANNOUNCE_MAC] = TYPE_RARP, [ANNOUNCE_IPV4] = TYPE_ARP, [ANNOUNCE_IPV6] = TYPE_IP6};
	bool ip6 = entry->kind == ANNOUNCE_IPV6;
	uint8_t *p = frame + 12;
	size_t need = ip6 ? ETH_SIZE + IP6_SIZE + ND_SIZE : FRAME_MIN;

	if (entry->kind > ANNOUNCE_IPV6 || size < need + (entry->vlan ? VLAN_SIZE : 0))
		return 0;
	memcpy(frame, ip6 ? all_nodes_mac : broadcast, 6);
	memcpy(frame + 6, entry->mac, 6);
	if (entry->vlan) {
		put16(p, TYPE_VLAN);
		put16(p + 2, entry->vlan);
		p += VLAN_SIZE;
	}
	put16(p, types[entry->kind]);
	p += 2;
	p += ip6 ? build_advert(entry, p) : build_arp(entry, tag, p);
	return (size_t)(p - frame);
}

/* Both ARP shapes that build_arp() makes. */
static bool
arp_is_ours(const struct view *view)
{
	const uint8_t *arp = view->payload;
	bool reverse = view->type == TYPE_RARP;

	if (view->size < ARP_SIZE || memcmp(arp, arp_head, sizeof(arp_head)) != 0 ||
	    get16(arp + 6) != (reverse ? RARP_REQUEST : ARP_REQUEST) || memcmp(arp + 8, view->mac, 6) != 0)
		return false;
	return memcmp(arp + 14, arp + 24, 4) == 0 && memcmp(arp + 18, reverse ? view->mac : zeros, 6) == 0;
}

static bool
advert_is_ours(const struct view *view)
{
	const uint8_t *ip = view->payload;

	return claimed_ip6(view) && ip[IP6_SIZE] == ND_ADVERT && ip[IP6_SIZE + 4] == ND_OVERRIDE &&
	       memcmp(ip + 24, all_nodes, 16) == 0;
}

bool
announce_is_ours(const uint8_t *frame, size_t size, const uint8_t mac[6])
{
	struct view view;

	if (!view_frame(&view, frame, size) || memcmp(view.mac, mac, 6) != 0)
		return false;
	if (view.type == TYPE_RARP || view.type == TYPE_ARP)
		return memcmp(frame, broadcast, 6) == 0 && arp_is_ours(&view);
	return view.type == TYPE_IP6 && memcmp(frame, all_nodes_mac, 6) == 0 && advert_is_ours(&view);
}

uint32_t
announce_tag(const uint8_t *frame, size_t size)
{
	const uint8_t *trailer;
	struct view view;

	if (!view_frame(&view, frame, size) || (view.type != TYPE_RARP && view.type != TYPE_ARP) ||
	    view.size < ARP_SIZE + 8)
		return 0;
	trailer = view.payload + ARP_SIZE;
	if (memcmp(trailer, mark, sizeof(mark)) != 0)
		return 0;
	return (uint32_t)get16(trailer + 4) << 16 | get16(trailer + 6);
}
