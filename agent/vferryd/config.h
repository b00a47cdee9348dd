/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * config.h: what vferryd and its hook are told by /etc/vferry/vferryd.conf. Neighbours: config_keys.c is the
 * table of keys, config_yaml.c walks a document by it, config_value.c judges what a key has.
 * schemas/config-1.schema.json says the same, and `make check-schemas` compares.
 *
 * The file is YAML, and every key may be left out. Everything strange is refused with its line: a key that is
 * not known, one that stands twice, a value of another kind or out of range. A reload reads into a second
 * struct and puts it in the place of the first when that went well.
 */
#ifndef VFERRY_CONFIG_H
#define VFERRY_CONFIG_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "plan.h"

#define CONFIG_PATH      "/etc/vferry/vferryd.conf"
#define CONFIG_SIZE_MAX  (1u << 20) /* bytes of a file */
#define CONFIG_NAMES_MAX 64

/* What something is called here, by what it is called on the host from where a guest comes. */
struct config_names {
	unsigned int n;
	struct {
		char *there;
		char *here;
	} names[CONFIG_NAMES_MAX];
};

/* As in the file; no string is NULL once it was filled. Zeroed is empty. */
struct config {
	char *uri; /* of the local libvirt */
	struct {
		char *path;
		char *group; /* whose members may use it */
		char *hook;  /* for the notes of libvirt's hook */
	} socket;
	char *state;        /* folder of the journal */
	char *metrics_file; /* "": none */
	struct {
		uint32_t interval_s;
		uint32_t takeover_s;
	} watch;
	uint32_t prepare_timeout_s;
	uint32_t stop_timeout_s; /* 0: crossings are parked at once */
	struct {
		uint32_t crossings;
		uint32_t per_host;
		uint32_t per_link;
	} limits;
	struct plan_limits steps; /* for a crossing's wish */
	struct {
		struct config_names networks;
		struct config_names bridges;
	} destination;
};

/*
 * Fills *config, which need not be initialised, from the file at path; NULL: from CONFIG_PATH, where a
 * missing file stands for the defaults. 0, and it is the caller's to clear. Negative errno with a sentence,
 * and *config is empty: -EINVAL when the file says something that is not known or not possible ("FILE:LINE:"
 * is in the sentence), -EFBIG past CONFIG_SIZE_MAX, -ENOMEM, what the system said when it cannot be read.
 */
int config_read(const char *path, struct config *config, struct err *err);

/* The same from text (size bytes), of a file of that name. Pure. */
int config_parse(const char *name, const char *text, size_t size, struct config *config, struct err *err);

/* What an empty file says. 0, or -ENOMEM with *config empty. */
int config_defaults(struct config *config, struct err *err);

/* What `there` is called here; NULL: as there. It is names', and lives as long. */
const char *config_name(const struct config_names *names, const char *there);

/* Frees what config holds and empties it. */
void config_clear(struct config *config);

#endif
