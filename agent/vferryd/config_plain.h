/* SPDX-License-Identifier: BSD-3-Clause */
/* config_plain.h: what of YAML a configuration may use. Neighbour: config_yaml.c. Pure. */
#ifndef VFERRY_CONFIG_PLAIN_H
#define VFERRY_CONFIG_PLAIN_H

#include <stddef.h>

#include "err.h"

/*
 * Whether text (size bytes, of a file of that name) is one YAML document without anchors, aliases and tags,
 * and no deeper than a configuration is. 0, -EINVAL with a sentence that begins with NAME:LINE, -ENOMEM.
 */
int config_plain(const char *name, const char *text, size_t size, struct err *err);

#endif
