/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * outcome.h: how a crossing can end, as the exit code of vferry and the "result" of a report.
 * Neighbours: outcome.c holds the table (name, sentence); docs/man/vferry-migrate.1 lists it, and make check
 * compares.
 *
 * Codes 10 to 29 mean that nothing was changed. Codes 30 and above say where the guest is now.
 */
#ifndef VFERRY_OUTCOME_H
#define VFERRY_OUTCOME_H

enum outcome {
	OUTCOME_OK = 0,    /* on the destination, traffic on the VF */
	OUTCOME_ERROR = 1, /* something that has no code of its own; the message says what */
	OUTCOME_USAGE = 2, /* the command line is wrong */
	OUTCOME_SOURCE_UNREACHABLE = 10,
	OUTCOME_DESTINATION_UNREACHABLE = 11,
	OUTCOME_SAME_HOST = 12,
	OUTCOME_NO_DOMAIN = 13,
	OUTCOME_NOT_RUNNING = 14,
	OUTCOME_NO_CHANNEL = 15, /* the domain has no org.vferry.0 channel */
	OUTCOME_NO_PAIR = 16, /* none, its device is no VF of the source host, or another device would stay */
	OUTCOME_NO_LIBRARY = 17,  /* nothing answers on the channel */
	OUTCOME_VERSION = 18,     /* what answers speaks another version */
	OUTCOME_BAD_DEST_VF = 19, /* --dest-vf or the domain's metadata does not fit, or cannot be had */
	OUTCOME_NO_VF = 20,       /* --require-vf, and the destination cannot take the VF */
	OUTCOME_BUSY = 21,        /* another job runs on the domain */
	OUTCOME_REFUSED = 22,     /* the guest refuses to let the VF go */
	OUTCOME_UNFIT_VF = 23,   /* members in two VLANs; or no device there would be a VF with MAC and tag */
	OUTCOME_BACK_ON_VF = 30, /* failed; on the source, traffic on the VF as before */
	OUTCOME_BACK_ON_BACKUP = 31, /* failed; on the source, traffic on the backup */
	OUTCOME_THERE_ON_BACKUP =
	        32,        /* on the destination, traffic on the backup: the VF could not be had there */
	OUTCOME_LOST = 33, /* neither host shows the guest running; the message says what was seen last */
};

/* "ok", "no-domain", ...: the report's "result". Never NULL for a value above. */
const char *outcome_name(enum outcome outcome);
/* One line for man page and --help. */
const char *outcome_text(enum outcome outcome);

#endif
