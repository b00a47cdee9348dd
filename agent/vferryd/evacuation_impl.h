/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuation_impl.h: what the parts of an evacuation share: evacuation.c, evacuation_find.c,
 * evacuation_fleet.c, evacuation_record.c, evacuation_say.c, evacuation_seen.c. Not for others. */
#ifndef VFERRY_EVACUATION_IMPL_H
#define VFERRY_EVACUATION_IMPL_H

#include "vferryd/evacuation.h"

struct evacuation {
	struct evacuation_calls calls;
	char *path;
	struct fleet_limits limits;
	bool stopping;

	/* Of the one that is under way; line NULL: none is. */
	char *line; /* what request is decoded from */
	struct control_request request;
	struct fleet *fleet; /* NULL: the first survey is not there yet */
	bool *runs;          /* per guest: its crossing is heard of */
	bool surveying;
	uint64_t look_ms;   /* when the next survey for strays is due */
	unsigned int looks; /* that have left strays unseen */
};

/* It is under way no more. */
void evacuation_forget(struct evacuation *evacuation);

/* A fleet of what was seen. Who finds no VF anywhere comes without, unless require_vf. NULL and *err. */
struct fleet *evacuation_fleet(const struct survey *survey, const struct fleet_limits *limits,
                               bool require_vf, struct err *err);

/* Keeps request (as its line) and fleet in the file at path, for good. 0 or negative errno with *err. */
int evacuation_record_write(const char *path, const char *line, const struct fleet *fleet, uint64_t now_ms,
                            struct err *err);
/* 0 with *line (malloc'ed) and *fleet; -ENOENT: there is none; else negative errno with *err. */
int evacuation_record_read(const char *path, uint64_t now_ms, char **line, struct fleet **fleet,
                           struct err *err);
void evacuation_record_remove(const char *path);

/* Whether the guest is on its way, and nobody hears of it. */
bool evacuation_is_stray(const struct evacuation *evacuation, unsigned int guest);
unsigned int evacuation_strays(const struct evacuation *evacuation);
/* Settles the strays that a survey shows. */
void evacuation_find(struct evacuation *evacuation, const struct survey *survey);

/* That the guest's state is what it is now. host: of which the state tells; NULL: none. */
void evacuation_say_state(struct evacuation *evacuation, unsigned int guest, const char *host);
/* A destination that does not answer. */
void evacuation_say_unreachable(struct evacuation *evacuation, const struct survey_host *host);
/* Answers. */
void evacuation_say_result(struct evacuation *evacuation);
void evacuation_say_plan(struct evacuation *evacuation);
void evacuation_say_error(struct evacuation *evacuation, enum outcome outcome, const char *why);

#endif
