/* SPDX-License-Identifier: BSD-3-Clause */
/* config_value.h: judges the scalars of a configuration. Neighbour: config_yaml.c. Pure. */
#ifndef VFERRY_CONFIG_VALUE_H
#define VFERRY_CONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "vferryd/config_keys.h"

struct config_scalar {
	const char *text; /* ends in a zero */
	size_t size;      /* without it; there may be others before */
	bool plain;       /* not in quotes, nor a block: YAML may take it for something other than text */
};

/* Whether it stands for nothing, as what follows "watch:" when all below is commented out. */
bool config_is_null(const struct config_scalar *scalar);

/* Whether it is text for every reader of YAML, and without control characters: else -EINVAL, *err. */
int config_check_text(const struct config_scalar *scalar, const char *path, struct err *err);

/*
 * The value of key (of any kind but names) into its field of config, where a text takes the place of the one
 * before. 0, -EINVAL, -ENOMEM.
 */
int config_set(const struct config_key *key, const struct config_scalar *scalar, struct config *config,
               struct err *err);

#endif
