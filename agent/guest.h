/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guest.h: the host's end of the guest link: one request at a time, its answer or its deadline, and what the
 * guest says of itself. Neighbours: schemas/wire.h is the language, host_ops.h the stream.
 *
 * Pure but for the send function: bytes and `now` in, state out. Memory is constant whatever the guest sends.
 * After guest_begin() everything is dropped until the reply to a hello of this stream, as wire.h says: a
 * guest that is slower than the first one's deadline answers all the same.
 */
#ifndef VFERRY_GUEST_H
#define VFERRY_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "wire.h"

enum guest_state {
	GUEST_IDLE,     /* nothing asked */
	GUEST_ASKED,    /* waiting for the answer */
	GUEST_ANSWERED, /* the answer is in reply */
	GUEST_REFUSED,  /* the guest's reason is in reply.text */
	GUEST_EXPIRED,  /* no answer in time */
	GUEST_CLOSED,   /* the stream has ended or could not be written */
	GUEST_ALIEN,    /* what answers speaks another version: reply.text says which */
};

/* Writes all of it or fails with negative errno. */
typedef int guest_send_fn(void *arg, const char *bytes, size_t size, struct err *err);

/* Called for every pair a reply tells of, and for path events (pair then has mac and path only). */
typedef void guest_pair_fn(void *arg, const struct wire_pair *pair, bool whole);

struct guest {
	guest_send_fn *send;
	guest_pair_fn *pair;
	void *arg;
	uint64_t id;       /* of the last request */
	uint64_t hello_id; /* of the first hello on this stream; 0: none yet */
	enum guest_state state;
	enum wire_name asked;
	uint64_t until_ms;
	bool synced;           /* the hello of this stream was answered */
	unsigned int dropped;  /* lines that were no message, for a report */
	struct wire_msg reply; /* the last one */
	struct wire_framer framer;
};

/* first_id: a random number, so that no answer to another session's request fits. pair may be NULL. */
void guest_init(struct guest *guest, guest_send_fn *send, guest_pair_fn *pair, void *arg, uint64_t first_id);

/* A stream was opened: sends an empty line and hello. Also the way to synchronise again on the same stream.
 */
int guest_begin(struct guest *guest, uint64_t now_ms, uint32_t timeout_ms, struct err *err);

/*
 * Sends a request; an answer still owed to an earlier one is dropped when it comes. macs (nmacs of them) and
 * timeout_ms are sent with requests that have them. 0, or negative errno: then the state is GUEST_CLOSED.
 */
int guest_ask(struct guest *guest, enum wire_name name, const char (*macs)[18], unsigned int nmacs,
              uint64_t now_ms, uint32_t timeout_ms, struct err *err);

/* What the stream brought. */
void guest_feed(struct guest *guest, const char *bytes, size_t size);
void guest_hangup(struct guest *guest);

/* The state now: GUEST_ASKED becomes GUEST_EXPIRED when the deadline has passed. */
enum guest_state guest_poll(struct guest *guest, uint64_t now_ms);

#endif
