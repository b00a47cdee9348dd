/* SPDX-License-Identifier: BSD-3-Clause */
/* outcome.c: the names and sentences of outcome.h, once for reports, --help and the man page. */
#include "outcome.h"

#include <stddef.h>

struct entry {
	enum outcome outcome;
	const char *name, *text;
};

static const struct entry entries[] = {
        {OUTCOME_OK, "ok", "The guest runs on the destination and its traffic goes through the VF."},
        {OUTCOME_ERROR, "error", "Something failed that has no code of its own; the message says what."},
        {OUTCOME_USAGE, "usage", "The command line is wrong."},
        {OUTCOME_SOURCE_UNREACHABLE, "source-unreachable", "The source host cannot be reached."},
        {OUTCOME_DESTINATION_UNREACHABLE, "destination-unreachable",
         "The destination host cannot be reached."},
        {OUTCOME_SAME_HOST, "same-host", "Source and destination are the same host."},
        {OUTCOME_NO_DOMAIN, "no-domain", "The source host has no such domain."},
        {OUTCOME_NOT_RUNNING, "not-running", "The domain is not running."},
        {OUTCOME_NO_CHANNEL, "no-channel", "The domain has no channel org.vferry.0."},
        {OUTCOME_NO_PAIR, "no-pair",
         "The domain has no pair of a VF and a backup with one MAC address, its device is no VF of the host, "
         "or another device of the host would stay plugged in."},
        {OUTCOME_NO_LIBRARY, "no-library", "Nothing in the guest answers on the channel."},
        {OUTCOME_VERSION, "version", "What answers in the guest speaks another version of the link."},
        {OUTCOME_BAD_DEST_VF, "bad-dest-vf",
         "The device of --dest-vf or of the domain's metadata does not fit the pair, or cannot be had."},
        {OUTCOME_NO_VF, "no-vf", "The destination cannot take the VF, and --require-vf was given."},
        {OUTCOME_BUSY, "busy", "Another job is running on the domain."},
        {OUTCOME_REFUSED, "refused", "The guest refuses to let the VF go."},
        {OUTCOME_UNFIT_VF, "unfit-vf",
         "The pair's members are in two VLANs, or the destination has no device that would be a VF with its "
         "MAC address and tag."},
        {OUTCOME_BACK_ON_VF, "back-on-vf",
         "It failed; the guest is on the source and its traffic goes through the VF as before."},
        {OUTCOME_BACK_ON_BACKUP, "back-on-backup",
         "It failed; the guest is on the source and its traffic goes through the backup."},
        {OUTCOME_THERE_ON_BACKUP, "there-on-backup",
         "The guest runs on the destination and its traffic goes through the backup; the VF could not be "
         "had there."},
        {OUTCOME_LOST, "lost", "Neither host shows the guest running; the message says what was seen last."},
};

static const struct entry *
find(enum outcome outcome)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (entries[i].outcome == outcome)
			return &entries[i];
	return &entries[OUTCOME_ERROR];
}

const char *
outcome_name(enum outcome outcome)
{
	return find(outcome)->name;
}

const char *
outcome_text(enum outcome outcome)
{
	return find(outcome)->text;
}
