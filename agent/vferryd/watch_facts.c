/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_facts.c: see watch_facts.h. */
#include "watch_facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "awayxml.h"
#include "domxml.h"

static void
add_pair(struct watch_facts *facts, const char *mac, bool vf)
{
	for (unsigned int i = 0; i < facts->npairs; i++)
		if (strcmp(facts->pairs[i].mac, mac) == 0)
			return;
	if (facts->npairs == WIRE_PAIRS_MAX)
		return;
	memcpy(facts->pairs[facts->npairs].mac, mac, sizeof(facts->pairs[0].mac));
	facts->pairs[facts->npairs++].vf = vf;
}

static int
read_away(const char *xml, size_t size, struct watch_facts *facts)
{
	struct awayxml *away = calloc(1, sizeof(*away));
	struct err why = {0};
	int ret = away ? awayxml_read(xml, size, away, &why) : -ENOMEM;

	if (ret == 0) {
		facts->away = true;
		facts->until_s = away->until_s;
		memcpy(facts->left, away->left, sizeof(facts->left));
		for (unsigned int i = 0; i < away->devices.n; i++)
			add_pair(facts, away->devices.devices[i].mac, false);
	} else if (ret != -ENOENT && ret != -ENOMEM) {
		(void)snprintf(facts->unreadable, sizeof(facts->unreadable),
		               "its metadata cannot be read: %.120s", why.text);
	}
	if (away)
		awayxml_clear(away);
	free(away);
	return ret == -ENOMEM ? ret : 0;
}

/* Reading XML a second time is most of what a look costs; most domains have nothing to read there. */
static bool
has_metadata(const char *xml, size_t size)
{
	static const char ours[] = "urn:vferry:";

	return memmem(xml, size, ours, sizeof(ours) - 1) != NULL;
}

int
watch_facts_read(const char *xml, size_t size, struct watch_facts *facts, struct err *err)
{
	struct domxml *dom = calloc(1, sizeof(*dom));
	int ret = dom ? domxml_read(xml, size, NULL, NULL, dom, err) : -ENOMEM;

	facts->npairs = 0;
	facts->away = false;
	facts->until_s = 0;
	facts->left[0] = facts->unreadable[0] = '\0';
	for (unsigned int i = 0; ret == 0 && i < dom->npairs; i++)
		add_pair(facts, dom->pairs[i].mac, true);
	if (ret == 0) {
		facts->channel = dom->channel;
		ret = has_metadata(xml, size) ? read_away(xml, size, facts) : 0;
	}
	free(dom);
	return ret == -ENOMEM ? err_set(err, ret, "no memory for a domain's XML") : ret;
}
