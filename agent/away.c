/* SPDX-License-Identifier: BSD-3-Clause */
/* away.c: what the domain says of itself while it is away from its VFs (awayxml.h): written before the guest
 * is told to let one go, taken away when it is on all of them. See crossing_impl.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "awayxml.h"
#include "crossing_impl.h"

/* The texts stay the pair's. */
static void
add(struct pairxml *devices, const struct crossing_pair *p, enum host_side side, const char *host)
{
	struct pairxml_device *device = &devices->devices[devices->n++];

	memcpy(device->mac, p->mac, sizeof(device->mac));
	(void)snprintf(device->host, sizeof(device->host), "%s", host);
	device->xml = p->device[side].text;
}

/* Until when a guest is prepared to leave. */
static uint64_t
until_of(const struct crossing_wish *wish)
{
	uint32_t stay_s = wish->prepare_s == CROSSING_AS_CONFIGURED ? CROSSING_PREPARE_S : wish->prepare_s;

	return stay_s ? (uint64_t)time(NULL) + stay_s : AWAYXML_FOREVER_S;
}

static char *
describe(const struct crossing *c, struct err *err)
{
	struct awayxml *away = calloc(1, sizeof(*away));
	char *text;

	if (!away) {
		err_set(err, -ENOMEM, "no memory for the domain's metadata");
		return NULL;
	}
	(void)snprintf(away->left, sizeof(away->left), "%s", c->host[HOST_SOURCE].name);
	if (c->wish->kind == CROSSING_PREPARE)
		away->until_s = until_of(c->wish);
	for (unsigned int i = 0; i < c->npairs; i++) {
		const struct crossing_pair *p = &c->pairs[i];

		add(&away->devices, p, HOST_SOURCE, "");
		if (c->wish->kind == CROSSING_MIGRATE && p->given)
			add(&away->devices, p, HOST_DESTINATION, c->host[HOST_DESTINATION].name);
	}
	text = awayxml_write(away, err);
	free(away);
	return text;
}

int
away_note(struct crossing *c, struct err *err)
{
	char *text = describe(c, err);
	int ret = text ? c->ops->away(c->hosts, HOST_SOURCE, text, err) : err->code;

	free(text);
	c->away = ret == 0;
	return ret < 0 ? err_wrap(err, "the domain's metadata cannot be written") : 0;
}

void
away_forget(struct crossing *c)
{
	struct err ignored;

	if (c->away && c->seen.pairs > 0 && c->seen.on_vf == c->seen.pairs)
		(void)c->ops->away(c->hosts, c->side, NULL, &ignored);
}
