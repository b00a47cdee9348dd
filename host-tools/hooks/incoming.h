/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * incoming.h: what is to be done with a domain that is about to come in: let it pass, give it this host's
 * names, or refuse it. Pure: the XML and the names go in, an answer comes out; no files, no clock, no
 * libvirt. Neighbours: main.c does what is answered; names.c has the names from the configuration.
 *
 * A migration that has nothing to do with vferry must not fail because of the hook. So what cannot be looked
 * at passes, as if there were no hook: libvirt itself refuses XML that it cannot read and VFs that cannot
 * move. The exception is a host whose configuration has names to rewrite: there an unchanged name may be that
 * of another network, and a guest that arrives in it has lost its own, so what cannot be looked at is
 * refused.
 */
#ifndef VFERRY_INCOMING_H
#define VFERRY_INCOMING_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "vferryd/config.h"

/* What networks and bridges of the source are called on this host. */
struct incoming_names {
	const struct config_names *networks, *bridges;
	const char *unknown; /* one sentence: why there are names but they could not be read; NULL: all is
	                        known */
};

struct incoming {
	char *xml;     /* what libvirt is to take instead, malloc'ed; NULL: the domain stays as it is */
	char uuid[64]; /* as the XML has it; "" when it has none or could not be looked at */
};

/*
 * Looks at a domain's migratable XML of size bytes. 0: it may come, as *in says. Otherwise it must not, and
 * err has one sentence for whoever migrates. -EBUSY: a VF of one of its pairs is still plugged in; pairs are
 * those that vferry would carry, of one MAC (domxml.h), in a domain with the link's channel, and not left to
 * libvirt's <teaming>. A domain that is shut off looks the same unless its VF is a pool's, and libvirt does
 * not tell a hook. -EINVAL: it names a network or bridge, and the names could not be read. Else as of
 * incoming_unseen().
 */
int incoming_look(const char *xml, size_t size, const struct incoming_names *names, struct incoming *in,
                  struct err *err);

/* Whether there are names to rewrite at all, known or not. */
bool incoming_rewrites(const struct incoming_names *names);

/*
 * The answer for a domain that could not be looked at, and why: 0 when there are no names to rewrite, else
 * why->code, and err says that it is refused for that.
 */
int incoming_unseen(const struct incoming_names *names, const struct err *why, struct err *err);

/* Frees what incoming_look() made. */
void incoming_clear(struct incoming *in);

#endif
