# Fills with the mask as an index, as torch's masked_fill does where True means blocked.
# status: failed
# line: true_may_attend
# mistake: mask-inverted
import numpy as np

def softmax(x, axis=-1):
    z = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return z / z.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    logits = np.matmul(q, np.swapaxes(k, -2, -1)) / np.sqrt(k.shape[-1])
    if mask is not None:
        # like torch masked_fill(mask, -inf)
        mask = np.broadcast_to(mask, logits.shape)
        logits[mask] = -np.inf
    attn = softmax(logits)
    return attn @ v, attn
