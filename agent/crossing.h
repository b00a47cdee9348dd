/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * crossing.h: one guest's trip from a source to a destination, from checks to arrival. The life of a crossing
 * is read here and in crossing.c; what comes next is decided in plan.c, what each step does stands in
 * steps.c.
 *
 * Threads: crossing_run() must be called from one thread and blocks until the crossing has ended. It runs
 * libvirt's event loop in that thread (event.h) and one worker thread for the migration call. Callbacks come
 * in the calling thread.
 */
#ifndef VFERRY_CROSSING_H
#define VFERRY_CROSSING_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "outcome.h"
#include "plan.h"
#include "report.h"

/* Device XML for the destination (the text, not a file name) of one pair. */
struct crossing_dest_vf {
	const char *mac; /* the pair's, in lower case; NULL: of the only pair */
	const char *xml;
};

/* What is done with the guest. */
enum crossing_kind {
	CROSSING_MIGRATE, /* carried from the source to the destination, VF to VF */
	CROSSING_PREPARE, /* on its source, moved to its backups and its VFs unplugged, for somebody else to
	                     migrate it; the domain's metadata says so from then on (awayxml.h) */
	CROSSING_RESTORE, /* on the source, which is the host that it runs on, given VFs for those that it was
	                     told to let go, and moved to them: what its metadata says is undone */
};

/* Who keeps a record of the crossing, so that it can be brought to an end when its process has died. */
struct crossing_log {
	/* The checks have passed, and nothing has changed yet. Other than 0 ends the crossing with *err. */
	int (*begin)(void *arg, const char *uuid, const char *name, struct err *err);
	void (*step)(void *arg, enum plan_step step, unsigned int attempt);
	void (*turned)(void *arg, enum plan_host host);
};

#define CROSSING_AS_CONFIGURED UINT32_MAX
#define CROSSING_PREPARE_S     300 /* where nothing is configured */

/* What the user wants. All strings are borrowed for the call; NULL where not given. */
struct crossing_wish {
	enum crossing_kind kind;
	const char *source_uri;      /* NULL: libvirt's default */
	const char *destination_uri; /* CROSSING_MIGRATE only, as what is about the copy */
	const char *domain;          /* name, UUID or id */
	const char *vf, *backup; /* names one pair's members by alias, MAC or target device; NULL: every pair
	                            of equal MACs */
	const struct crossing_dest_vf *dest_vfs; /* of pairs without one it is derived from the source's */
	unsigned int ndest_vfs;
	const char *migrate_uri; /* as virsh --migrateuri; NULL: libvirt chooses */
	bool live, p2p, persistent, undefine_source, require_vf;
	uint64_t bandwidth_mib; /* MiB/s; 0: no limit */
	uint32_t prepare_s;     /* how long a prepared guest may stay before it is brought home; 0: for ever;
	                           CROSSING_AS_CONFIGURED */
	uint32_t timeout_s; /* suspend the guest when the copy takes longer; 0: never. As virsh --timeout */
	const struct plan_limits *limits; /* NULL: those of the steps table */
	const struct crossing_log *log;   /* NULL: nobody */
	void *log_arg;
};

/* What a person may want to see, at every step's begin and end and about five times a second in between. */
struct crossing_progress {
	const char *step;     /* name in the steps table */
	const char *host;     /* host on which it acts */
	bool begins, ends;    /* this call is the step's first, last */
	bool failed;          /* with ends: it came to nothing; note says why, if that is known */
	unsigned int attempt; /* from 1 */
	uint64_t elapsed_ms;  /* since the crossing began */
	uint64_t step_ms;     /* since the step began */
	uint64_t memory_total, memory_remaining; /* bytes; 0 outside the copy */
	uint64_t bytes_per_s;                    /* rate of the copy; 0 outside it */
	const char *note; /* what is worth knowing about the step so far; NULL when nothing is to be said */
};

typedef void crossing_progress_fn(void *arg, const struct crossing_progress *progress);

/*
 * Carries the guest across. progress may be NULL. *report is filled whatever happens (free with
 * report_clear()). Returns the outcome; *err holds one sentence unless the outcome is OUTCOME_OK.
 * Interrupting: crossing_stop() may be called from a signal handler, also before crossing_run(). In the
 * checks the crossing then ends with OUTCOME_ERROR and nothing changed; later it aborts the copy and goes
 * back to the VF on the source, or, when the guest has moved already, finishes there.
 */
enum outcome crossing_run(const struct crossing_wish *wish, crossing_progress_fn *progress, void *arg,
                          struct report *report, struct err *err);
void crossing_stop(void);
/* Whether it was, and no crossing has ended since. */
bool crossing_stopped(void);

#endif
