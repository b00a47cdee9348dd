/* SPDX-License-Identifier: BSD-3-Clause */
/* checks_restore.c: which pairs a domain is to be given VFs for, by its own metadata, and which VFs. See
 * crossing_impl.h and awayxml.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "awayxml.h"
#include "crossing_impl.h"

/* What the user wants on this host, else what the crossing was to plug in here, else what was let go. */
static const char *
device_for(const struct crossing *c, const struct pairxml *own, const struct awayxml *away, const char *mac,
           const char **given)
{
	const char *host = c->host[HOST_SOURCE].name, *xml = pairxml_find(own, mac, host);

	*given = "the device in the domain's metadata";
	return xml ? xml : pairxml_find(&away->devices, mac, host);
}

static enum outcome
take_pair(struct crossing *c, const struct domxml *dom, const struct pairxml *own, const struct awayxml *away,
          const char *mac, struct err *err)
{
	static const struct domxml_nic unknown;
	struct crossing_pair *p = &c->pairs[c->npairs];
	struct devxml *device = &p->device[HOST_SOURCE];
	const char *let_go = pairxml_find(&away->devices, mac, ""), *xml, *given;
	const struct domxml_nic *backup = domxml_backup(dom, mac);

	xml = device_for(c, own, away, mac, &given);
	if (!backup || !let_go || !xml || c->npairs == WIRE_PAIRS_MAX) {
		err_set(err, -EINVAL,
		        "the metadata " AWAYXML_URI " names the pair %s, which domain %s does not have", mac,
		        c->domain.name);
		return OUTCOME_NO_PAIR;
	}
	if (devxml_given(let_go, strlen(let_go), &unknown, mac, "what it let go", device, err) < 0)
		return OUTCOME_BAD_DEST_VF;
	memcpy(p->mac, mac, sizeof(p->mac));
	p->vf = device->nic;
	p->backup = *backup;
	p->vlan = p->vf.vlan;
	c->npairs++;
	if (xml != let_go) {
		devxml_clear(device);
		p->given = given;
		if (devxml_given(xml, strlen(xml), &p->vf, mac, given, device, err) < 0)
			return OUTCOME_BAD_DEST_VF;
	}
	p->choose[HOST_SOURCE] = p->again[HOST_SOURCE] = !p->given && choose_is_function(p, HOST_SOURCE);
	return OUTCOME_OK;
}

static enum outcome
take_pairs(struct crossing *c, const struct awayxml *away, struct err *err)
{
	const struct pairxml *gone = &away->devices;
	struct pairxml own = {0};
	struct domxml dom;
	enum outcome outcome = OUTCOME_ERROR;

	if (domxml_read(c->xml, strlen(c->xml), NULL, NULL, &dom, err) == 0 &&
	    pairxml_read(c->xml, strlen(c->xml), &own, err) == 0)
		outcome = OUTCOME_OK;
	for (unsigned int i = 0; outcome == OUTCOME_OK && i < gone->n; i++)
		/* A pair's devices stand together. */
		if (i == 0 || strcmp(gone->devices[i].mac, gone->devices[i - 1].mac) != 0)
			outcome = take_pair(c, &dom, &own, away, gone->devices[i].mac, err);
	pairxml_clear(&own);
	return outcome;
}

enum outcome
checks_away(struct crossing *c, struct err *err)
{
	struct awayxml *away = calloc(1, sizeof(*away));
	enum outcome outcome = OUTCOME_ERROR;
	int ret = away ? c->ops->xml(c->hosts, HOST_SOURCE, false, &c->xml, err) : -ENOMEM;

	if (ret == 0)
		ret = awayxml_read(c->xml, strlen(c->xml), away, err);
	if (ret == -ENOENT) {
		err_set(err, -ENOENT,
		        "domain %s is not away from its VFs: nothing in its metadata says so, as after "
		        "'vferry "
		        "prepare' or a crossing that was cut off",
		        c->domain.name);
		outcome = OUTCOME_NO_PAIR;
	} else if (ret == 0) {
		c->away = true;
		outcome = take_pairs(c, away, err);
	}
	if (away)
		awayxml_clear(away);
	free(away);
	return outcome;
}

enum outcome
checks_let_go(struct crossing *c, struct err *err)
{
	(void)err;
	/* Also one that says that it is on its VF: what it was asked last, by whom has died since, it may be
	 * about to do. */
	for (unsigned int i = 0; i < c->npairs; i++)
		c->pairs[i].asked = true;
	return OUTCOME_OK;
}
