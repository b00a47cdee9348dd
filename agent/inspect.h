/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * inspect.h: looks without changing anything: which pairs a domain's live XML holds, what its guest library
 * answers, and which VFs a host has. Neighbours: domxml.h (pairs), guest.h (the link), inventory.h (VFs),
 * `vferry pairs`, `vferry status` and `vferry vfs`.
 *
 * Calls block until done, each libvirt call within INSPECT_CALL_MS; they run libvirt's event loop in the
 * calling thread. One call at a time in a process.
 */
#ifndef VFERRY_INSPECT_H
#define VFERRY_INSPECT_H

#include "domxml.h"
#include "err.h"
#include "inventory.h"
#include "outcome.h"
#include "wire.h"

#define INSPECT_CALL_MS   10000 /* longest wait for the host's answer to one call */
#define INSPECT_ANSWER_MS 3000  /* longest wait for the guest library's answer; asked twice */

struct inspect_domain {
	char host[64];   /* host name, as the host calls itself */
	char domain[64]; /* the domain's name, also when asked for by UUID or id */
	char uuid[37];
	char state[16]; /* "running", "paused", "shutoff", ... as virsh domstate says in one word */
};

struct inspect_pairs {
	struct inspect_domain domain;
	struct domxml xml; /* NICs, pairs, channel; domxml_lone() says why a NIC is in no pair */
};

struct inspect_status {
	struct inspect_domain domain;
	char library[WIRE_TEXT_MAX + 1]; /* version of the guest library */
	struct wire_msg status;          /* its reply to `status`: npairs, pairs */
};

struct inspect_vfs {
	char host[64];
	struct inventory inventory;
};

/*
 * uri NULL: libvirt's default. domain: name, UUID or id. vf and backup as in struct crossing_wish (both NULL:
 * by MAC). OUTCOME_OK; OUTCOME_SOURCE_UNREACHABLE, OUTCOME_NO_DOMAIN, OUTCOME_NOT_RUNNING, OUTCOME_NO_PAIR
 * (only when vf or backup fit nothing; a domain without pairs is OUTCOME_OK with npairs 0), OUTCOME_ERROR;
 * then *err holds the sentence, and out->domain what was known.
 */
enum outcome inspect_pairs(const char *uri, const char *domain, const char *vf, const char *backup,
                           struct inspect_pairs *out, struct err *err);

/*
 * Asks the guest library `hello` and `status`. OUTCOME_OK; as above, and OUTCOME_NO_CHANNEL,
 * OUTCOME_NO_LIBRARY, OUTCOME_VERSION, OUTCOME_BUSY when something else (a crossing) holds the link.
 */
enum outcome inspect_status(const char *uri, const char *domain, struct inspect_status *out, struct err *err);

/*
 * Which PFs and VFs the host at uri (NULL: libvirt's default) has. OUTCOME_OK, also when it has none;
 * OUTCOME_SOURCE_UNREACHABLE, OUTCOME_ERROR when it cannot say.
 */
enum outcome inspect_vfs(const char *uri, struct inspect_vfs *out, struct err *err);

#endif
