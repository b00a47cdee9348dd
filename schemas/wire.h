/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wire.h: the guest link, version 1: its messages, their limits and the one codec.
 * Neighbours: link-1.schema.json says the same for other languages; docs/protocol.md tells it as a story.
 *
 * The link is a byte stream (the virtio-serial port org.vferry.0 in the guest, virDomainOpenChannel on the
 * host). A message is one line: a JSON object and '\n'. Three kinds travel on it:
 *
 *   request  host -> guest {"v":1,"id":7,"request":"prepare","macs":["52:54:00:00:00:01"],"deadline_ms":5000}
 *   reply    guest -> host   {"v":1,"re":7,"reply":"released","pairs":[PAIR,...]}
 *                            {"v":1,"re":7,"reply":"refused","reason":"..."}
 *   event    guest -> host   {"v":1,"event":"path","mac":"...","path":"backup","why":"planned"}
 *                            {"v":1,"event":"surprise","mac":"...","sign":"uevent"}
 *                            {"v":1,"event":"refused","reason":"..."}       (a line that was no request)
 *
 * A guest answers each request once, with the request's id in "re". A reply that the guest owed can come out
 * on the destination after a migration, and a stream can start in the middle of a line: so the host begins
 * every connection with an empty line and a hello, and drops what comes before the reply with that hello's
 * id. The guest drops an unfinished line when the host side hangs up. Empty lines are nothing.
 *
 * Decoding is strict: an unknown version, a member too many or missing (but for `packets`) or twice, a wrong
 * type, a number or string out of its limits, text other than printable ASCII (it ends up in logs and
 * terminals), one MAC in two items of a list, and nesting too deep are refused with a reason, and nothing of
 * the message is used. The order of members means nothing.
 *
 * This file knows no sockets, clocks or threads; every call works on the caller's memory and may be made by
 * any thread.
 */
#ifndef VFERRY_WIRE_H
#define VFERRY_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define WIRE_VERSION         1
#define WIRE_CHANNEL         "org.vferry.0" /* the virtio-serial port's name */
#define WIRE_LINE_MAX        16384 /* bytes of a line with its newline; the longest message takes 15,171 */
#define WIRE_DEPTH_MAX       5     /* nesting: message, pairs, pair, packets, count */
#define WIRE_PAIRS_MAX       16    /* pairs of one guest */
#define WIRE_TEXT_MAX        255   /* characters of a reason */
#define WIRE_NAME_MAX        63    /* characters of a driver's or library version's name */
#define WIRE_ID_MAX          9007199254740991ull /* 2^53 - 1: what every JSON reader holds exactly */
#define WIRE_COUNT_MAX       WIRE_ID_MAX         /* of a packet counter */
#define WIRE_DEADLINE_MAX_MS 600000u

enum wire_kind { WIRE_REQUEST, WIRE_REPLY, WIRE_EVENT };

enum wire_name {
	/* Requests. Those with macs: an empty list means every pair. */
	WIRE_HELLO,  /* who are you? -> hello */
	WIRE_STATUS, /* where is everything? -> status */
	/* macs, deadline_ms: move to the backup and let the VF go -> released, when it may be unplugged */
	WIRE_PREPARE,
	/* macs, deadline_ms: the crossing is off, go back to the VF that is still there -> active */
	WIRE_ABANDON,
	/* you run on another host now: announce yourself -> announced */
	WIRE_ARRIVED,
	/* macs, deadline_ms: a VF was plugged in, take it -> active, when it carries the traffic */
	WIRE_ADOPT,
	/* Replies only. `hello` and `status` are replies under the request's name. */
	WIRE_RELEASED,
	WIRE_ANNOUNCED,
	WIRE_ACTIVE,
	WIRE_REFUSED, /* reply or event: text is the reason */
	/* Events. */
	WIRE_PATH,     /* mac, path, text (why: planned, failback, surprise, manual) */
	WIRE_SURPRISE, /* mac, text (sign: notice, reset, hup, uevent, sigbus, ones) */
	WIRE_NAME_MAX_
};

/* Where a pair's traffic goes. NONE: no member can carry it. */
enum wire_path { WIRE_PATH_NONE, WIRE_PATH_VF, WIRE_PATH_BACKUP };

/* One member of a pair, as the guest sees it. */
struct wire_member {
	char pci[13];                   /* "0000:01:00.0" */
	char driver[WIRE_NAME_MAX + 1]; /* kernel driver, as igb_uio; "" when none */
	char pmd[WIRE_NAME_MAX + 1];    /* DPDK driver, as net_e1000_igb; "" when not probed */
	bool link_up;
	uint64_t rx_packets, tx_packets; /* through this member since the pair started */
};

/* The application's packets on one path: see docs/protocol.md. */
struct wire_count {
	uint64_t received, sent;
};

struct wire_packets {
	struct wire_count vf, backup;
};

struct wire_pair {
	char mac[18]; /* "52:54:00:00:00:01", lower case */
	enum wire_path path;
	bool has_vf, has_backup; /* false: the member below is null on the wire */
	struct wire_member vf, backup;
	bool has_packets; /* false: not on the wire, as a library that does not count sends it */
	struct wire_packets packets;
};

struct wire_msg {
	enum wire_kind kind;
	enum wire_name name;
	uint64_t id;          /* 1..WIRE_ID_MAX: "id" of a request, "re" of a reply; 0 for an event */
	uint32_t deadline_ms; /* prepare, abandon, adopt: 1..WIRE_DEADLINE_MAX_MS, how long the host will wait
	                       */
	unsigned int nmacs;   /* prepare, abandon, adopt */
	char macs[WIRE_PAIRS_MAX][18];
	char text[WIRE_TEXT_MAX + 1]; /* reason, why, sign, or hello's library version; see wire_text() */
	char mac[18];                 /* events path and surprise */
	enum wire_path path;          /* event path */
	unsigned int npairs;          /* hello, status, released, announced, active */
	struct wire_pair pairs[WIRE_PAIRS_MAX];
};

/* Name of a message or path as it stands on the wire; never NULL for a value of the enum. */
const char *wire_name(enum wire_name name);
const char *wire_path_name(enum wire_path path);

/*
 * Reads one line (size bytes, without its '\n'; need not end in NUL) into *msg.
 * 0; -EPROTONOSUPPORT for another version; -EMSGSIZE for a line too long; -EBADMSG for everything else that
 * is not a message of version 1. *err then says which member and why, in printable ASCII; *msg is not to be
 * used.
 */
int wire_decode(const char *line, size_t size, struct wire_msg *msg, struct err *err);

/*
 * Writes *msg as one line with its '\n' and a NUL into buf (WIRE_LINE_MAX + 1 bytes always suffice).
 * Only the fields that belong to the message are looked at. The line's length without the NUL; -EINVAL when
 * a field is out of its limits (*err names it), -ENOSPC when buf is too small, -ENOMEM.
 */
int wire_encode(const struct wire_msg *msg, char *buf, size_t size, struct err *err);

/* Puts text into msg->text as it may travel: cut to the limit, other than printable ASCII as '?'. */
void wire_text(struct wire_msg *msg, const char *text);

/* Makes lines out of a byte stream. Zeroed is empty. A line over WIRE_LINE_MAX is dropped whole, in constant
 * memory. */
struct wire_framer {
	size_t used;
	bool dropping; /* inside a line that is too long */
	char buf[WIRE_LINE_MAX];
};

/*
 * Called for each line (without '\n', not NUL-terminated, valid during the call). A line too long comes once,
 * as NULL with size WIRE_LINE_MAX, as soon as it is known to be too long. It may reset the framer but
 * must not feed it.
 */
typedef void wire_line_fn(void *arg, const char *line, size_t size);

/* Feeds size bytes and calls fn for every line they complete; empty lines are skipped. */
void wire_feed(struct wire_framer *framer, const char *bytes, size_t size, wire_line_fn *fn, void *arg);

/* Forgets an unfinished line: after a hang-up. */
void wire_framer_reset(struct wire_framer *framer);

/*
 * "52:54:00:AA:00:01" in any case to lower case in mac[18]. 0, or -EINVAL when text is not six pairs of hex
 * digits with colons, or is a multicast or all-zero address; mac is then untouched.
 */
int wire_mac_parse(const char *text, char mac[18]);

/* Copies what fits of a text that a stranger wrote, every byte that is not printable ASCII as '?'. */
void wire_printable(char *to, size_t size, const char *text);

#endif
