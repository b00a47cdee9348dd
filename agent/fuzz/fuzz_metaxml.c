/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_metaxml.c: what stands in a domain's <metadata>: which device its pairs get, and what they let go.
 * Whatever comes: it is refused with a sentence, or each device is for a pair and a host, is found by them,
 * and what was read reads the same when it is written again, as libvirt keeps it. Neighbours: fuzz_domxml.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "awayxml.h"
#include "devxml.h"
#include "fuzz/fuzz.h"
#include "pairxml.h"

static bool
is_same(const struct pairxml *one, const struct pairxml *other)
{
	bool same = one->n == other->n;

	for (unsigned int i = 0; same && i < one->n; i++) {
		const struct pairxml_device *a = &one->devices[i], *b = &other->devices[i];

		same = !strcmp(a->mac, b->mac) && !strcmp(a->host, b->host) && !strcmp(a->xml, b->xml);
	}
	return same;
}

static void
check_device(const struct pairxml *pairs, const struct pairxml_device *device)
{
	struct domxml_nic vf = {.alias = "ua-vf0"};
	struct err err = {0};
	struct devxml given;
	int ret;

	FUZZ_HOLDS(device->mac[0] && fuzz_is_mac(device->mac));
	FUZZ_HOLDS(memchr(device->host, '\0', sizeof(device->host)) && !strpbrk(device->host, "'<>& \n"));
	FUZZ_HOLDS(pairxml_find(pairs, device->mac, device->host) == device->xml);
	FUZZ_HOLDS(pairxml_find(pairs, device->mac, NULL));
	/* Whether it fits is asked later. */
	ret = devxml_given(device->xml, strlen(device->xml), &vf, device->mac, "metadata", &given, &err);
	FUZZ_CODE(ret, &err, -EINVAL);
	devxml_clear(&given);
}

static void
check_devices(const struct pairxml *pairs)
{
	FUZZ_HOLDS(pairs->n <= PAIRXML_DEVICES_MAX);
	for (unsigned int i = 0; i < pairs->n; i++)
		check_device(pairs, &pairs->devices[i]);
}

static void
check_pairs(const char *xml, size_t size)
{
	static struct pairxml pairs;
	struct err err = {0};
	int ret = pairxml_read(xml, size, &pairs, &err);

	FUZZ_CODE(ret, &err, -EINVAL, -EBADMSG);
	if (ret == 0)
		check_devices(&pairs);
	pairxml_clear(&pairs);
	FUZZ_HOLDS(pairs.n == 0);
}

/* libvirt puts what is in no namespace into that of the metadata; so does a default namespace. */
static void
check_again(const struct awayxml *away)
{
	static const char begin[] = "<away";
	static struct awayxml again;
	struct err err = {0};
	char *text = awayxml_write(away, &err), *kept = NULL;

	FUZZ_HOLDS(text && strncmp(text, begin, strlen(begin)) == 0);
	FUZZ_HOLDS(asprintf(&kept, "<domain><metadata>%s xmlns='" AWAYXML_URI "'%s</metadata></domain>",
	                    begin, text + strlen(begin)) > 0);
	FUZZ_HOLDS(awayxml_read(kept, strlen(kept), &again, &err) == 0);
	FUZZ_HOLDS(again.until_s == away->until_s && strcmp(again.left, away->left) == 0);
	FUZZ_HOLDS(is_same(&again.devices, &away->devices));
	awayxml_clear(&again);
	free(kept);
	free(text);
}

static void
check_away(const char *xml, size_t size)
{
	static struct awayxml away;
	struct err err = {0};
	int ret = awayxml_read(xml, size, &away, &err);

	/* There is none, which needs no sentence. */
	if (ret != -ENOENT)
		FUZZ_CODE(ret, &err, -EINVAL, -EBADMSG);
	if (ret == 0) {
		check_devices(&away.devices);
		check_again(&away);
	}
	awayxml_clear(&away);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *xml;
	int n = asprintf(&xml, "<domain><metadata>%.*s</metadata></domain>", (int)size, (const char *)data);

	FUZZ_HOLDS(n > 0);
	check_pairs(xml, (size_t)n);
	check_away(xml, (size_t)n);
	free(xml);
	return 0;
}
