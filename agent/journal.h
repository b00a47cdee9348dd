/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * journal.h: what is written down of a crossing, so that another process can finish it after a crash.
 * Neighbours: journal_file.h keeps it on the disk; journal_table.h says what is in each record;
 * schemas/journal-1.schema.json says it for other languages; docs/journal.md tells it as a story. Pure: no
 * files, no clock; any thread.
 *
 * A journal is lines of JSON, one record each:
 *
 *   {"v":1,"kind":"begin","method":"migrate","domain":"router7","uuid":"...","time_us":1700000000000000,
 *    "wish":{"destination_uri":"...","domain":"router7","live":true}}          once, first
 *   {"v":1,"kind":"checked","pairs":[{"mac":"...","source":"<XML>","destination":null}]}     the last counts
 *   {"v":1,"kind":"step","name":"detach","attempt":2}                   before each attempt
 *   {"v":1,"kind":"turned","host":"source"}                          where the guest is wanted now
 *   {"v":1,"kind":"end","outcome":"back-on-vf","code":30,"message":"..."}     once, last
 *
 * What a step came to is not written: who resumes looks at both hosts again. So the journal keeps only what
 * cannot be seen: the wish, what the source's devices were, and what was tried.
 *
 * A process that is killed, or a power cut, can leave a last line that is not whole. It is dropped: what it
 * would have told had not begun, as a record is on the disk before its step begins. Anything else that is
 * not understood is an error, also a member that is not known: who guesses here guesses about a guest.
 */
#ifndef VFERRY_JOURNAL_H
#define VFERRY_JOURNAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crossing.h"
#include "err.h"
#include "outcome.h"
#include "plan.h"

#define JOURNAL_VERSION   1
#define JOURNAL_PAIRS_MAX 16
#define JOURNAL_TEXT_MAX  4096  /* characters of a name or URI */
#define JOURNAL_XML_MAX   65536 /* characters of a device's XML */

enum journal_kind {
	JOURNAL_BEGIN,
	JOURNAL_CHECKED,
	JOURNAL_STEP,
	JOURNAL_TURNED,
	JOURNAL_END,
	JOURNAL_KINDS
};

struct journal_begin {
	const char *domain;        /* its name */
	const char *uuid;          /* lower case */
	uint64_t time_us;          /* since the epoch */
	struct crossing_wish wish; /* log and log_arg are not written, and NULL when it was read */
};

struct journal_pair {
	const char *mac;         /* lower case */
	const char *source;      /* device XML there */
	const char *destination; /* NULL: none, as libvirt or the engine is to choose, or none is known yet */
};

/* One line. Only the members of its kind mean something. */
struct journal_record {
	enum journal_kind kind;
	struct journal_begin begin;
	unsigned int npairs; /* checked */
	struct journal_pair *pairs;
	enum plan_step step;  /* step */
	uint32_t attempt;     /* from 1; of one that takes another's place: that one's number again */
	enum plan_host host;  /* turned */
	enum outcome outcome; /* end */
	const char *message;  /* "" when all went well */
	json_t *json;         /* of a record that was read: what its strings point into */
};

/* All that a journal says. Zeroed is an empty one. */
struct journal_state {
	bool begun, checked, turned, ended; /* such a record is there */
	struct journal_begin begin;
	unsigned int npairs;
	struct journal_pair *pairs;
	unsigned int attempts[STEP_NUM]; /* that were begun */
	unsigned int replaced;           /* attempts that took another's place; as in struct plan_history */
	enum plan_host host;  /* where the guest is wanted: as the wish's kind says until it turned */
	enum outcome outcome; /* ended */
	const char *message;
	json_t *json[JOURNAL_KINDS]; /* what the strings point into */
};

/* "52e0...-...": libvirt's form, lower case. Nothing else ever becomes a part of a path. */
bool journal_is_uuid(const char *text);

/*
 * Writes one record as a line with its '\n' into *line (malloc'ed, *size bytes, NUL-terminated beyond). 0;
 * -EINVAL when a member is out of its limits or no UTF-8 (*err names it); -ENOMEM.
 */
int journal_encode(const struct journal_record *record, char **line, size_t *size, struct err *err);

/*
 * Reads one line (size bytes, without its '\n'). 0; -EILSEQ when it is no JSON; -EPROTONOSUPPORT for another
 * version; -EBADMSG for everything else that is no record of version 1 (*err names the member); -ENOMEM.
 * *record is set in any case: free it with journal_record_clear().
 */
int journal_decode(const char *line, size_t size, struct journal_record *record, struct err *err);
void journal_record_clear(struct journal_record *record);

/*
 * What all lines of text (size bytes) say together. *whole: bytes of the whole lines; what follows them is a
 * last line that is torn, and is ignored. 0; -EPROTONOSUPPORT or -EBADMSG, with the line's number in *err,
 * for a line that is no record of version 1 or stands where it cannot; -ENOMEM. *state and *whole are set in
 * any case: free with journal_clear().
 */
int journal_fold(const char *text, size_t size, struct journal_state *state, size_t *whole, struct err *err);
void journal_clear(struct journal_state *state);

#endif
