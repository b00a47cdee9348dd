/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wire_table.c: the messages of the guest link. Every name that stands on the wire stands here and nowhere
 * else in C. See wire_table.h for what a row means, wire.h for what a message means.
 */
#include "wire_table.h"

#include <string.h>

/* Rows read better as rows. */
/* clang-format off */
#define REQUEST "request"
#define REPLY   "reply"
#define EVENT   "event"

const char *const wire_kinds[] = {[WIRE_REQUEST] = REQUEST, [WIRE_REPLY] = REPLY, [WIRE_EVENT] = EVENT};

static const char *const names[] = {
	[WIRE_HELLO]    = "hello",    [WIRE_STATUS]    = "status",    [WIRE_PREPARE] = "prepare",
	[WIRE_ABANDON]  = "abandon",  [WIRE_ARRIVED]   = "arrived",   [WIRE_ADOPT]   = "adopt",
	[WIRE_RELEASED] = "released", [WIRE_ANNOUNCED] = "announced", [WIRE_ACTIVE]  = "active",
	[WIRE_REFUSED]  = "refused",  [WIRE_PATH]      = "path",      [WIRE_SURPRISE] = "surprise",
};
_Static_assert(sizeof(names) / sizeof(names[0]) == WIRE_NAME_MAX_, "every message has a name");

static const char *const paths[] = {
	[WIRE_PATH_NONE] = "none", [WIRE_PATH_VF] = "vf", [WIRE_PATH_BACKUP] = "backup",
};
static const char *const whys[] = {"planned", "failback", "surprise", "manual", NULL};
static const char *const signs[] = {"notice", "reset", "hup", "uevent", "sigbus", "ones", NULL};

/* Offset and size of a C member. */
#define IN(type, member) .offset = offsetof(struct type, member), .size = sizeof(((struct type *)0)->member)

static const struct wire_field member[] = {
	{"pci",        FIELD_PCI,    IN(wire_member, pci)},
	{"driver",     FIELD_TEXT,   IN(wire_member, driver), .max = WIRE_NAME_MAX},
	{"pmd",        FIELD_TEXT,   IN(wire_member, pmd), .max = WIRE_NAME_MAX},
	{"link_up",    FIELD_BOOL,   IN(wire_member, link_up)},
	{"rx_packets", FIELD_NUMBER, IN(wire_member, rx_packets), .max = WIRE_COUNT_MAX},
	{"tx_packets", FIELD_NUMBER, IN(wire_member, tx_packets), .max = WIRE_COUNT_MAX},
	{0},
};

#define MEMBER(name, present) \
	{#name, FIELD_OBJECT_OR_NULL, IN(wire_pair, name), .item = member, .other = offsetof(struct wire_pair, present)}

static const struct wire_field count[] = {
	{"received", FIELD_NUMBER, IN(wire_count, received), .max = WIRE_COUNT_MAX},
	{"sent",     FIELD_NUMBER, IN(wire_count, sent), .max = WIRE_COUNT_MAX},
	{0},
};
static const struct wire_field packets[] = {
	{"vf",     FIELD_OBJECT, IN(wire_packets, vf), .item = count},
	{"backup", FIELD_OBJECT, IN(wire_packets, backup), .item = count},
	{0},
};

static const struct wire_field pair[] = {
	{"mac",  FIELD_MAC,  IN(wire_pair, mac)},
	{"path", FIELD_PATH, IN(wire_pair, path)},
	MEMBER(vf, has_vf),
	MEMBER(backup, has_backup),
	{"packets", FIELD_OBJECT_IF_ANY, IN(wire_pair, packets), .item = packets, .other = offsetof(struct wire_pair, has_packets)},
	{0},
};
_Static_assert(offsetof(struct wire_pair, mac) == 0, "a pair begins with its MAC");

static const struct wire_field one_pair = {.type = FIELD_OBJECT, .size = sizeof(struct wire_pair), .item = pair};
static const struct wire_field one_mac = {.type = FIELD_MAC, .size = sizeof(((struct wire_msg *)0)->mac)};

#define LIST(member, count, one) \
	FIELD_LIST, .offset = offsetof(struct wire_msg, member), .size = sizeof(((struct wire_msg *)0)->member[0]), \
	.max = WIRE_PAIRS_MAX, .item = &(one), .other = offsetof(struct wire_msg, count)

/* The members of messages. */
#define V          {"v", FIELD_VERSION, .offset = 0}
#define ID(name)   {name, FIELD_NUMBER, IN(wire_msg, id), .min = 1, .max = WIRE_ID_MAX}
#define NAME(kind) {kind, FIELD_NAME, IN(wire_msg, name)}
#define MACS       {"macs", LIST(macs, nmacs, one_mac)}
#define PAIRS      {"pairs", LIST(pairs, npairs, one_pair)}
#define DEADLINE   {"deadline_ms", FIELD_NUMBER, IN(wire_msg, deadline_ms), .min = 1, .max = WIRE_DEADLINE_MAX_MS}
#define LIBRARY    {"library", FIELD_TEXT, IN(wire_msg, text), .min = 1, .max = WIRE_NAME_MAX}
#define REASON     {"reason", FIELD_TEXT, IN(wire_msg, text), .min = 1, .max = WIRE_TEXT_MAX}
#define MAC        {"mac", FIELD_MAC, IN(wire_msg, mac)}
#define PATH       {"path", FIELD_PATH, IN(wire_msg, path)}
#define WHY        {"why", FIELD_WORD, IN(wire_msg, text), .words = whys}
#define SIGN       {"sign", FIELD_WORD, IN(wire_msg, text), .words = signs}
#define END        {0}

const struct wire_field wire_version = V;

static const struct wire_field ask[]            = {V, ID("id"), NAME(REQUEST), END};
static const struct wire_field ask_pairs[]      = {V, ID("id"), NAME(REQUEST), MACS, DEADLINE, END};
static const struct wire_field tell_hello[]     = {V, ID("re"), NAME(REPLY), LIBRARY, PAIRS, END};
static const struct wire_field tell_pairs[]     = {V, ID("re"), NAME(REPLY), PAIRS, END};
static const struct wire_field tell_refused[]   = {V, ID("re"), NAME(REPLY), REASON, END};
static const struct wire_field event_path[]     = {V, NAME(EVENT), MAC, PATH, WHY, END};
static const struct wire_field event_surprise[] = {V, NAME(EVENT), MAC, SIGN, END};
static const struct wire_field event_refused[]  = {V, NAME(EVENT), REASON, END};

static const struct wire_field *const messages[WIRE_EVENT + 1][WIRE_NAME_MAX_] = {
	[WIRE_REQUEST] = {
		[WIRE_HELLO]   = ask,       [WIRE_STATUS]  = ask,       [WIRE_ARRIVED] = ask,
		[WIRE_PREPARE] = ask_pairs, [WIRE_ABANDON] = ask_pairs, [WIRE_ADOPT]   = ask_pairs,
	},
	[WIRE_REPLY] = {
		[WIRE_HELLO]     = tell_hello, [WIRE_STATUS] = tell_pairs, [WIRE_RELEASED] = tell_pairs,
		[WIRE_ANNOUNCED] = tell_pairs, [WIRE_ACTIVE] = tell_pairs, [WIRE_REFUSED]  = tell_refused,
	},
	[WIRE_EVENT] = {
		[WIRE_PATH] = event_path, [WIRE_SURPRISE] = event_surprise, [WIRE_REFUSED] = event_refused,
	},
};
/* clang-format on */

const struct wire_field *
wire_members(enum wire_kind kind, enum wire_name name)
{
	return kind <= WIRE_EVENT && name < WIRE_NAME_MAX_ ? messages[kind][name] : NULL;
}

const char *
wire_name(enum wire_name name)
{
	return name < WIRE_NAME_MAX_ ? names[name] : "unknown";
}

const char *
wire_path_name(enum wire_path path)
{
	return path <= WIRE_PATH_BACKUP ? paths[path] : "unknown";
}

int
wire_name_parse(const char *text)
{
	for (int i = 0; i < WIRE_NAME_MAX_; i++)
		if (!strcmp(text, names[i]))
			return i;
	return -1;
}

int
wire_path_parse(const char *text)
{
	for (int i = 0; i <= WIRE_PATH_BACKUP; i++)
		if (!strcmp(text, paths[i]))
			return i;
	return -1;
}
