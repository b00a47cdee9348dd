/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_hook.c: a domain that comes in, this host's names for it, and the note that the daemon gets. The texts
 * of an input (fuzz.h): the domain's XML, a configuration, a note.
 *
 * Whatever comes: without names the domain comes as it is or is refused for a plugged VF alone; with names
 * nothing but its networks changes, and once. Neighbours: agent/fuzz/fuzz_domxml.c, agent/fuzz/fuzz_config.c.
 */
#include <errno.h>
#include <string.h>

#include "../hooks/incoming.h"
#include "domxml.h"
#include "fuzz/fuzz.h"
#include "hooknote.h"

enum { DOMAIN, CONFIG, NOTE };

/* Space for two domains: a domxml is large. */
static struct domxml before, behind;

/* Whether a name of this host is one that is rewritten: then it would be once more. */
static bool
goes_on(const struct config_names *names)
{
	for (unsigned int i = 0; i < names->n; i++)
		if (config_name(names, names->names[i].here))
			return true;
	return false;
}

/* What network a NIC is on, the names say; all else is as it was. */
static void
check_nics(const struct config_names *networks)
{
	FUZZ_HOLDS(before.nnics == behind.nnics && before.npairs == behind.npairs);
	for (unsigned int i = 0; i < before.nnics; i++) {
		struct domxml_nic *was = &before.nics[i], *is = &behind.nics[i];
		const char *here = config_name(networks, was->network);

		if (here && strlen(was->network) < sizeof(was->network) - 1)
			FUZZ_HOLDS(!was->network[0] || strcmp(is->network, here) == 0);
		memset(was->network, 0, sizeof(was->network));
		memset(is->network, 0, sizeof(is->network));
		was->vf = is->vf = false; /* an empty name is of no network, and no pool */
		FUZZ_HOLDS(fuzz_same(was, is, sizeof(*is)));
	}
}

static void
check_rewritten(const struct fuzz_parts *parts, const struct incoming *in, const struct incoming_names *names)
{
	struct incoming again;
	struct err err = {0};

	FUZZ_HOLDS(incoming_rewrites(names));
	FUZZ_HOLDS(domxml_read(parts->text[DOMAIN], parts->size[DOMAIN], NULL, NULL, &before, &err) == 0);
	FUZZ_HOLDS(domxml_read(in->xml, strlen(in->xml), NULL, NULL, &behind, &err) == 0);
	check_nics(names->networks);
	if (goes_on(names->networks) || goes_on(names->bridges))
		return;
	FUZZ_HOLDS(incoming_look(in->xml, strlen(in->xml), names, &again, &err) == 0);
	FUZZ_HOLDS(!again.xml && strcmp(again.uuid, in->uuid) == 0);
	incoming_clear(&again);
}

static void
look(const struct fuzz_parts *parts, const struct incoming_names *names)
{
	struct incoming in;
	struct err err = {0};
	int rc = incoming_look(parts->text[DOMAIN], parts->size[DOMAIN], names, &in, &err);

	if (!incoming_rewrites(names))
		FUZZ_CODE(rc, &err, -EBUSY);
	FUZZ_CODE(rc, &err, -EBUSY, -EINVAL, -EBADMSG);
	FUZZ_HOLDS(rc == 0 || !in.xml);
	FUZZ_HOLDS(fuzz_is_text(in.uuid, sizeof(in.uuid)));
	if (in.xml)
		check_rewritten(parts, &in, names);
	incoming_clear(&in);
}

static void
check_note(const char *text, size_t size)
{
	char same[HOOKNOTE_MAX];
	struct hooknote note, again;
	struct err err = {0};
	int n, rc = hooknote_read(text, size, &note, &err);

	FUZZ_CODE(rc, &err, -EBADMSG);
	if (rc < 0)
		return;
	n = hooknote_write(&note, same, sizeof(same));
	FUZZ_HOLDS(n > 0 && hooknote_read(same, (size_t)n, &again, &err) == 0);
	FUZZ_HOLDS(strcmp(note.domain, again.domain) == 0 && strcmp(note.uuid, again.uuid) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct config_names none;
	struct incoming_names names = {&none, &none, NULL};
	struct fuzz_parts parts;
	struct config config;
	struct err why = {0};

	fuzz_parts_read(&parts, data, size);
	look(&parts, &names);
	if (config_parse("conf", parts.text[CONFIG], parts.size[CONFIG], &config, &why) < 0)
		names.unknown = why.text;
	else
		names = (struct incoming_names){&config.destination.networks, &config.destination.bridges,
		                                NULL};
	look(&parts, &names);
	check_note(parts.text[NOTE], parts.size[NOTE]);
	config_clear(&config);
	fuzz_parts_clear(&parts);
	return 0;
}
