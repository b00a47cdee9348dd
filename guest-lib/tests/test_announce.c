/* SPDX-License-Identifier: BSD-3-Clause */
/* test_announce.c: announcements built, learned and recognised; frames cut short, malformed and forged. */
#include "announce.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit.h"

#define MAC  0x52, 0x54, 0x00, 0xaa, 0x00, 0x01
#define MAC2 0x52, 0x54, 0x00, 0xaa, 0x00, 0x02
#define IP6  0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x50, 0x54, 0, 0xff, 0xfe, 0xaa, 0, 1

static const uint8_t mac[6] = {MAC};

static const struct announce_entry samples[] = {
        {ANNOUNCE_MAC, {MAC}, 0, {0}},
        {ANNOUNCE_MAC, {MAC}, 4094, {0}},
        {ANNOUNCE_IPV4, {MAC}, 0, {192, 0, 2, 7}},
        {ANNOUNCE_IPV4, {MAC}, 12, {192, 0, 2, 7}},
        {ANNOUNCE_IPV6, {MAC}, 0, {IP6}},
        {ANNOUNCE_IPV6, {MAC}, 12, {IP6}},
};
#define NSAMPLES (sizeof(samples) / sizeof(samples[0]))

/* Frames that an application might transmit. */
static const uint8_t plain[90] = {MAC2, MAC, 8, 0, 0x45, [26] = 192, 0, 2, 9};
static const uint8_t tagged[90] = {MAC2, MAC, 0x81, 0, 0xe0, 5, 8, 0};
static const uint8_t arp[90] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, MAC, 8, 6, 0, 1, 8, 0,   6, 4, 0,
                                1,    MAC,  192,  0,    2,    7,    0,   0, 0, 0, 0, 0, 192, 0, 2, 1};
static const uint8_t solicit[90] = {MAC2, MAC, 0x86, 0xdd, 0x60,     0,          0,          0, 0, 32, 58,
                                    255,  IP6, 0xff, 0x02, [53] = 1, [54] = 135, [62] = IP6, 1, 1, MAC};
static const uint8_t advert[90] = {MAC2, MAC, 0x86, 0xdd, 0x60,     0,          0,          0, 0, 32, 58,
                                   255,  IP6, 0xff, 0x02, [53] = 1, [54] = 136, [62] = IP6, 2, 1, MAC};

/* Such a frame, cut to size and one byte of it changed (offset 0: none), and what it teaches. */
struct lesson {
	const char *what;
	const uint8_t *frame;
	size_t size, offset;
	uint8_t value;
	unsigned int count; /* entries learned */
	enum announce_kind last;
};

static const struct lesson lessons[] = {
        {"ARP request", arp, 42, 0, 0, 2, ANNOUNCE_IPV4},
        {"ARP reply", arp, 42, 21, 2, 2, ANNOUNCE_IPV4},
        {"ARP that a reflector sends on", arp, 42, 27, 2, 1, ANNOUNCE_MAC},
        {"ARP cut in its last byte", arp, 41, 0, 0, 1, ANNOUNCE_MAC},
        {"ARP probe", arp, 42, 28, 0, 1, ANNOUNCE_MAC},
        {"ARP with a multicast sender", arp, 42, 28, 224, 1, ANNOUNCE_MAC},
        {"ARP of an unknown operation", arp, 42, 21, 9, 1, ANNOUNCE_MAC},
        {"ARP with 8-byte hardware addresses", arp, 42, 18, 8, 1, ANNOUNCE_MAC},
        {"IPv4", plain, 60, 0, 0, 1, ANNOUNCE_MAC},
        {"bare Ethernet header", plain, 14, 0, 0, 1, ANNOUNCE_MAC},
        {"header cut", plain, 13, 0, 0, 0, ANNOUNCE_MAC},
        {"nothing", plain, 0, 0, 0, 0, ANNOUNCE_MAC},
        {"multicast source", plain, 60, 6, 0x53, 0, ANNOUNCE_MAC},
        {"VLAN", tagged, 18, 0, 0, 1, ANNOUNCE_MAC},
        {"VLAN tag cut", tagged, 17, 0, 0, 0, ANNOUNCE_MAC},
        {"solicitation", solicit, 86, 0, 0, 2, ANNOUNCE_IPV6},
        {"advertisement", advert, 86, 0, 0, 2, ANNOUNCE_IPV6},
        {"solicitation with a target option", solicit, 86, 78, 2, 1, ANNOUNCE_MAC},
        {"advertisement of another's link-layer address", advert, 86, 85, 9, 1, ANNOUNCE_MAC},
        {"solicitation from a multicast address", solicit, 86, 22, 0xff, 1, ANNOUNCE_MAC},
        {"advertisement cut", advert, 85, 0, 0, 1, ANNOUNCE_MAC},
        {"advertisement whose length lies", advert, 86, 19, 8, 1, ANNOUNCE_MAC},
        {"option whose length lies", advert, 86, 79, 0, 1, ANNOUNCE_MAC},
        {"version 4 under the type of IPv6", advert, 86, 14, 0x45, 1, ANNOUNCE_MAC},
        {"TCP under IPv6", advert, 86, 20, 6, 1, ANNOUNCE_MAC},
};

static void
learns(void)
{
	for (size_t i = 0; i < sizeof(lessons) / sizeof(lessons[0]); i++) {
		const struct lesson *lesson = &lessons[i];
		struct announce_table table = {0};
		uint8_t frame[90];
		bool news;

		memcpy(frame, lesson->frame, sizeof(frame));
		if (lesson->offset)
			frame[lesson->offset] = lesson->value;
		news = announce_learn(&table, frame, lesson->size, 0);

		if (table.count != lesson->count)
			printf("%s: %u entries\n", lesson->what, table.count);
		CU_ASSERT_EQUAL(table.count, lesson->count);
		CU_ASSERT_EQUAL(news, lesson->count > 0);
		if (lesson->count > 0) {
			CU_ASSERT_EQUAL(table.entries[table.count - 1].kind, lesson->last);
			CU_ASSERT_EQUAL(memcmp(table.entries[0].mac, mac, 6), 0);
		}
		CU_ASSERT_FALSE(announce_learn(&table, frame, lesson->size, 0));
	}
}

static void
nobody_is_no_address(void)
{
	struct announce_table table = {0};
	uint8_t frame[90];

	memcpy(frame, solicit, sizeof(frame));
	memset(frame + 22, 0, 16);
	announce_learn(&table, frame, 86, 0);
	CU_ASSERT_EQUAL(table.count, 1);
	memset(frame + 6, 0, 6);
	CU_ASSERT_FALSE(announce_learn(&table, frame, 86, 0));
}

static void
learns_the_vlan(void)
{
	struct announce_table table = {0};

	CU_ASSERT_TRUE(announce_learn(&table, tagged, 18, 0));
	CU_ASSERT_TRUE(announce_learn(&table, plain, 60, 0x6007));
	CU_ASSERT_TRUE(announce_learn(&table, plain, 60, 0));
	CU_ASSERT_EQUAL(table.entries[0].vlan, 5);
	CU_ASSERT_EQUAL(table.entries[1].vlan, 7);
	CU_ASSERT_EQUAL(table.entries[2].vlan, 0);
}

static void
full_table_takes_no_more(void)
{
	struct announce_table table = {0}, other = {0};
	uint8_t frame[14] = {MAC2, MAC, 8, 0};

	for (unsigned int i = 0; i < 3 * ANNOUNCE_ENTRIES_MAX; i++) {
		frame[11] = (uint8_t)i;
		CU_ASSERT_EQUAL(announce_learn(&table, frame, sizeof(frame), 0), i < ANNOUNCE_ENTRIES_MAX);
	}
	CU_ASSERT_EQUAL(table.count, ANNOUNCE_ENTRIES_MAX);
	frame[11] = 0xff;
	announce_learn(&other, frame, sizeof(frame), 0);
	announce_merge(&other, &table);
	CU_ASSERT_EQUAL(other.count, ANNOUNCE_ENTRIES_MAX);
	announce_merge(&table, &other);
	CU_ASSERT_EQUAL(table.count, ANNOUNCE_ENTRIES_MAX);
}

static void
merge_keeps_each_once(void)
{
	struct announce_table a = {0}, b = {0};

	for (size_t i = 0; i < NSAMPLES; i++) {
		announce_add(&a, &samples[i]);
		if (i & 1)
			announce_add(&b, &samples[i]);
	}
	announce_merge(&b, &a);
	announce_merge(&b, &a);
	CU_ASSERT_EQUAL(b.count, NSAMPLES);
}

static void
built_is_ours_and_learnt(void)
{
	static const size_t sizes[NSAMPLES] = {60, 64, 60, 64, 86, 90};

	for (size_t i = 0; i < NSAMPLES; i++) {
		const struct announce_entry *entry = &samples[i];
		uint8_t frame[ANNOUNCE_FRAME_MAX + 1];
		struct announce_table table = {0};
		size_t size = announce_build(entry, 0xdeadbeef, frame, ANNOUNCE_FRAME_MAX);

		CU_ASSERT_EQUAL(size, sizes[i]);
		CU_ASSERT_TRUE(announce_is_ours(frame, size, mac));
		CU_ASSERT_EQUAL(announce_tag(frame, size), entry->kind == ANNOUNCE_IPV6 ? 0 : 0xdeadbeef);
		CU_ASSERT_TRUE(announce_learn(&table, frame, size, 0));
		CU_ASSERT_FALSE(announce_add(&table, entry));
	}
}

static void
builds_nothing_past_the_buffer(void)
{
	for (size_t i = 0; i < NSAMPLES; i++) {
		uint8_t frame[ANNOUNCE_FRAME_MAX];
		size_t need = announce_build(&samples[i], 1, frame, sizeof(frame));

		for (size_t size = 0; size < need; size++)
			CU_ASSERT_EQUAL(announce_build(&samples[i], 1, frame, size), 0);
		CU_ASSERT_EQUAL(announce_build(&samples[i], 1, frame, need), need);
	}
	CU_ASSERT_EQUAL(announce_build(&(struct announce_entry){.kind = 3}, 1, (uint8_t[90]){0}, 90), 0);
}

/* The bytes as another implementation would want them: a receiver's own sum over the advertisement is zero.
 */
static void
advert_checksum_is_right(void)
{
	uint8_t frame[ANNOUNCE_FRAME_MAX];
	uint32_t sum = 32 + 58;

	CU_ASSERT_EQUAL(announce_build(&samples[4], 1, frame, sizeof(frame)), 86);
	for (size_t i = 22; i < 86; i += 2)
		sum += (uint32_t)(frame[i] << 8 | frame[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	CU_ASSERT_EQUAL(sum, 0xffff);
	CU_ASSERT_EQUAL(frame[21], 255); /* hop limit: receivers drop anything less */
}

static void
gratuitous_arp_bytes(void)
{
	static const uint8_t expect[42] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, MAC, 8,   6, 0, 1,
	                                   8,    0,    6,    4,    0,    1,    MAC, 192, 0, 2, 7,
	                                   0,    0,    0,    0,    0,    0,    192, 0,   2, 7};
	uint8_t frame[ANNOUNCE_FRAME_MAX];

	announce_build(&samples[2], 1, frame, sizeof(frame));
	CU_ASSERT_EQUAL(memcmp(frame, expect, sizeof(expect)), 0);
}

/* Any single byte of the addresses or shape changed: not ours. Padding may be lost, and with it the tag. */
static void
foreign_frames_are_not_ours(void)
{
	static const uint8_t other[6] = {MAC2};

	for (size_t i = 0; i < NSAMPLES; i++) {
		uint8_t frame[ANNOUNCE_FRAME_MAX];
		size_t size = announce_build(&samples[i], 7, frame, sizeof(frame));
		bool ip6 = samples[i].kind == ANNOUNCE_IPV6;
		size_t whole = ip6 ? size : size - 18;

		CU_ASSERT_FALSE(announce_is_ours(frame, size, other));
		for (size_t cut = 0; cut < whole; cut++)
			CU_ASSERT_FALSE(announce_is_ours(frame, cut, mac));
		CU_ASSERT_TRUE(announce_is_ours(frame, whole, mac));
		CU_ASSERT_EQUAL(announce_tag(frame, whole), 0);
		for (size_t k = 0; k < 12; k++) {
			frame[k] ^= 0x10;
			CU_ASSERT_FALSE(announce_is_ours(frame, size, mac));
			frame[k] ^= 0x10;
		}
		for (size_t k = whole - 6; k < whole && (ip6 || samples[i].kind == ANNOUNCE_MAC); k++) {
			frame[k] ^= 0x10;
			CU_ASSERT_FALSE(announce_is_ours(frame, size, mac));
			frame[k] ^= 0x10;
		}
	}
}

/* Whatever bytes come, at whatever length: no access past the end (the sanitizers watch), no endless table.
 */
static void
noise_is_harmless(void)
{
	static const uint16_t types[] = {0x0806, 0x8035, 0x86dd, 0x8100, 0x0800};
	struct announce_table table = {0};
	uint32_t seed = 1;

	for (unsigned int round = 0; round < 20000; round++) {
		size_t size = round % 91;
		uint8_t *frame = malloc(size ? size : 1);

		for (size_t i = 0; i < size; i++)
			frame[i] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
		if (size >= 14 && round % 3) {
			frame[12] = (uint8_t)(types[round % 5] >> 8);
			frame[13] = (uint8_t)types[round % 5];
		}
		announce_learn(&table, frame, size, (uint16_t)seed);
		announce_is_ours(frame, size, mac);
		announce_tag(frame, size);
		free(frame);
	}
	CU_ASSERT_EQUAL(table.count, ANNOUNCE_ENTRIES_MAX);
}

static const struct unit_test tests[] = {
        {"learns", learns},
        {"no source address teaches none", nobody_is_no_address},
        {"learns the VLAN", learns_the_vlan},
        {"a full table takes no more", full_table_takes_no_more},
        {"a merge keeps each once", merge_keeps_each_once},
        {"what is built is ours, and teaches itself", built_is_ours_and_learnt},
        {"builds nothing past the buffer", builds_nothing_past_the_buffer},
        {"the advertisement's checksum is right", advert_checksum_is_right},
        {"gratuitous ARP, byte by byte", gratuitous_arp_bytes},
        {"foreign frames are not ours", foreign_frames_are_not_ours},
        {"noise is harmless", noise_is_harmless},
};

UNIT_MAIN("announce", tests)
