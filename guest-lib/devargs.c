/* SPDX-License-Identifier: BSD-3-Clause */
/* devargs.c: see devargs.h. */
#include "devargs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <rte_kvargs.h>
#include <stdio.h>
#include <string.h>

#include "wire.h"

struct reading {
	struct devargs *args;
	struct err *err;
	int rc; /* rte_kvargs_process() turns every error into -1 */
};

static int
fail(struct reading *reading, const char *key, const char *value, const char *want)
{
	reading->rc = err_set(reading->err, -EINVAL, "%s=%s: %s", key, value ? value : "", want);
	return -1;
}

static int
read_mac(const char *key, const char *value, void *opaque)
{
	struct reading *reading = opaque;

	if (!value || wire_mac_parse(value, reading->args->mac))
		return fail(reading, key, value, "not a unicast MAC address like 52:54:00:00:00:01");
	return 0;
}

/* The texts, by key. */
static int
read_text(const char *key, const char *value, void *opaque)
{
	struct reading *reading = opaque;
	struct devargs *args = reading->args;
	const struct {
		const char *key;
		char *out;
		size_t size;
	} texts[] = {
	        {"vf", args->vf, sizeof(args->vf)},
	        {"backup", args->backup, sizeof(args->backup)},
	        {"link", args->link, sizeof(args->link)},
	        {"driver", args->driver, sizeof(args->driver)},
	};

	for (unsigned int i = 0; i < RTE_DIM(texts); i++) {
		if (strcmp(key, texts[i].key) != 0)
			continue;
		if (!value || !value[0] || strlen(value) >= texts[i].size)
			return fail(reading, key, value, "empty or too long");
		memcpy(texts[i].out, value, strlen(value) + 1);
	}
	return 0;
}

static int
read_dead(const char *key, const char *value, void *opaque)
{
	struct reading *reading = opaque;

	if (value && strcmp(value, "ones") == 0)
		reading->args->dead = GUARD_ONES;
	else if (!value || strcmp(value, "zeros") != 0)
		return fail(reading, key, value, "neither ones nor zeros");
	return 0;
}

static int
read_announce(const char *key, const char *value, void *opaque)
{
	struct reading *reading = opaque;
	struct devargs *args = reading->args;
	struct announce_entry *entry = &args->addresses[args->naddresses];

	if (args->naddresses == DEVARGS_ADDRESSES_MAX)
		return fail(reading, key, value, "too many addresses; 16 fit");
	memset(entry, 0, sizeof(*entry));
	if (value && inet_pton(AF_INET, value, entry->ip) == 1)
		entry->kind = ANNOUNCE_IPV4;
	else if (value && inet_pton(AF_INET6, value, entry->ip) == 1)
		entry->kind = ANNOUNCE_IPV6;
	else
		return fail(reading, key, value, "not an IPv4 or IPv6 address");
	args->naddresses++;
	return 0;
}

static int
read_all(struct rte_kvargs *list, struct reading *reading)
{
	static const struct {
		const char *key;
		arg_handler_t read;
		bool once;
	} keys[] = {
	        {"mac", read_mac, true},   {"vf", read_text, true},     {"backup", read_text, true},
	        {"link", read_text, true}, {"driver", read_text, true}, {"announce", read_announce, false},
	        {"dead", read_dead, true},
	};

	for (unsigned int i = 0; i < RTE_DIM(keys); i++) {
		if (keys[i].once && rte_kvargs_count(list, keys[i].key) > 1)
			return err_set(reading->err, -EINVAL, "%s= is given twice", keys[i].key);
		if (rte_kvargs_process(list, keys[i].key, keys[i].read, reading))
			return reading->rc;
	}
	if (reading->args->mac[0] == '\0')
		return err_set(reading->err, -EINVAL,
		               "mac= is missing: the MAC address that VF and backup share");
	return 0;
}

int
devargs_parse(const char *text, struct devargs *args, struct err *err)
{
	static const char *const known[] = {"mac",    "vf",       "backup", "link",
	                                    "driver", "announce", "dead",   NULL};
	struct reading reading = {.args = args, .err = err, .rc = -EINVAL};
	struct rte_kvargs *list;
	int rc;

	memset(args, 0, sizeof(*args));
	args->dead = GUARD_ZEROS;
	list = rte_kvargs_parse(text ? text : "", known);
	if (!list)
		return err_set(err, -EINVAL,
		               "\"%s\": an argument is none of mac, vf, backup, link, driver, announce, "
		               "dead",
		               text ? text : "");
	rc = read_all(list, &reading);
	rte_kvargs_free(list);
	return rc;
}
